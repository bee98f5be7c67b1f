"""The page. Gradio is imported here and in app.py only; the work is done in `genfaces.tasks`."""
