"""The tab *Translation*."""
