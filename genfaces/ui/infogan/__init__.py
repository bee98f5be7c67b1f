"""The tab *InfoGAN*."""
