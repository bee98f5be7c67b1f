"""Measuring what a model makes: judges' features, distances between sets of images, accuracies, latents in use."""
