"""The tab *Attributes*."""
