"""What a seed promises about other machines, tried with other instructions and threads on this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from genfaces.tasks import samples

ROOT = Path(__file__).resolve().parents[3]
SEED, COUNT = 7, 16
PROGRAM = """
import sys, numpy, torch
from genfaces.tasks import samples
torch.set_num_threads(2)
numpy.savez(sys.argv[1], **{name: samples.sample(name, 7, 16) for name in sys.argv[2:]})
"""
# The plainest instructions that torch and its matrix library can do with, as on a processor of ten years ago.
OLD = {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41", "DNNL_MAX_CPU_ISA": "SSE41"}


def test_an_old_processor_draws_the_same_pictures(tmp_path):
    names = [model.name for model in samples.models()]
    assert names
    path = tmp_path / "pictures.npz"
    subprocess.run([sys.executable, "-c", PROGRAM, str(path), *names], cwd=ROOT, env=os.environ | OLD, check=True)
    with np.load(path) as elsewhere:
        for name in names:
            here = samples.sample(name, SEED, COUNT)
            difference = np.abs(here.astype(int) - elsewhere[name])
            assert difference.max() <= samples.TOLERANCE, name
            assert (difference > 0).mean() < samples.RARELY, name
