"""The work behind each tab: arrays, seeds and images in; images and numbers out. No Gradio."""
