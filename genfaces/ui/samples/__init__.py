"""The tab *Random samples*."""
