"""Tests that run side by side compute with one thread each: with two they would slow each other down."""

from __future__ import annotations

import os

if "PYTEST_XDIST_WORKER" in os.environ:  # set before PyTorch is imported, which reads the other one
    os.environ.setdefault("OMP_NUM_THREADS", "1")
