"""The tab *Tags*."""
