"""Training methods: one file each, with its losses and whose turn it is."""
