"""The tab *Reconstruction*."""
