"""Pytest puts the folder of a conftest on the path: so tests in the folders below find `tiny`."""
