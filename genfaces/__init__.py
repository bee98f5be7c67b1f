"""A gallery of classic deep generative models: networks, checkpoints, images and the tasks behind the page."""
