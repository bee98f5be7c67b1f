"""The tab *Explorer*."""
