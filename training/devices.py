"""Which device to train on, and at which precision."""

from __future__ import annotations

import ctypes
import platform
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import broadcast_object_list
from torch import nn
from torch.optim import Optimizer

from training.errors import TrainingError


def has_fast_bfloat16(device: torch.device) -> bool:
    """True where bfloat16 matrix products are made by the hardware rather than emulated."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type == "cpu":
        capabilities = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return False


def keep_freed_memory() -> None:
    """Let glibc reuse large freed blocks instead of handing them back to the kernel.

    Every activation of a step is a block of megabytes that is freed and asked for again; by default each comes as
    fresh pages, and faulting them in takes a sixth of a step on a processor. Does nothing on other C libraries.
    """
    if platform.libc_ver()[0] == "glibc":
        m_trim_threshold, m_mmap_threshold = -1, -3
        libc = ctypes.CDLL(None)
        libc.mallopt(m_mmap_threshold, 2**30)
        libc.mallopt(m_trim_threshold, 2**31 - 1)


def fuse(optimizer: Optimizer, fused: bool) -> None:
    """Let Adam and its kin step all weights in one kernel, or not; other optimizers stay as they are."""
    if "fused" in optimizer.defaults:
        for group in optimizer.param_groups:
            group["fused"] = fused or None
            group["foreach"] = None


def load_optimizer(optimizer: Optimizer, state: dict[str, Any]) -> None:
    """Take up an optimizer's state, which may come from a device of another kind. Raises ValueError or KeyError.

    How an optimizer steps is part of its state and decides where its counts of steps lie, so that is put right first.
    """
    groups = [
        saved | {name: group[name] for name in ("fused", "foreach") if name in group}
        for saved, group in zip(state["param_groups"], optimizer.param_groups, strict=True)
    ]
    optimizer.load_state_dict(state | {"param_groups": groups})


class Hardware:
    """The device and precision of one run, and Accelerate's handle on its processes.

    Mixed precision is switched here rather than through Accelerate so that each method decides where one autocast
    context ends (see `methods.base.Step`). bfloat16 needs no loss scaling.
    """

    def __init__(self, device: str = "auto", precision: str = "auto") -> None:
        """`device`: auto, cpu, cuda or mps. `precision`: auto, bfloat16 or float32. Raises TrainingError."""
        available = {"auto": True, "cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.mps.is_available()}
        if not available.get(device, False):
            usable = ", ".join(name for name, there in available.items() if there)
            raise TrainingError(f"Device '{device}' is not available on this machine; choose one of: {usable}.")
        # Accelerate must be told: left to choose on a machine without any, it takes processes for separate runs.
        on_processor = device == "cpu" or not (available["cuda"] or available["mps"])
        self.accelerator = Accelerator(cpu=on_processor, mixed_precision="no")
        self.device: torch.device = self.accelerator.device
        self.bfloat16 = precision == "bfloat16" or (precision == "auto" and has_fast_bfloat16(self.device))
        # channels_last pays with bfloat16 and on CUDA; plain float32 convolutions on a processor are quicker without.
        self.memory_format = (
            torch.channels_last if self.bfloat16 or self.device.type == "cuda" else torch.contiguous_format
        )
        if self.device.type == "cpu":
            keep_freed_memory()
        if self.device.type == "cuda":
            torch.set_float32_matmul_precision("high")
            torch.backends.cudnn.allow_tf32 = True
            torch.backends.cudnn.benchmark = True

    def autocast(self) -> AbstractContextManager[None]:
        """A fresh mixed-precision context, or one that does nothing at float32."""
        return torch.autocast(self.device.type, torch.bfloat16) if self.bfloat16 else nullcontext()

    def move(self, network: nn.Module, channels_last: bool = True) -> nn.Module:
        """The network on the device, in the memory format that suits the device.

        `channels_last` False: in the plain one everywhere; instance norm and mirrored padding are slower in the other.
        """
        return network.to(self.device, memory_format=self._layout(channels_last))

    def place(self, network: nn.Module, channels_last: bool = True) -> nn.Module:
        """The network as `move` has it, wrapped when there are several processes."""
        return self.accelerator.prepare(self.move(network, channels_last))

    def prepare(self, optimizer: Optimizer) -> Optimizer:
        """The optimizer as it steps here: on CUDA in one kernel, where it knows how to."""
        fuse(optimizer, self.device.type == "cuda")
        return self.accelerator.prepare(optimizer)

    def wait(self) -> None:
        """Until the device has done all that it was given to do; for measuring only."""
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)

    def agree(self, value: Any) -> Any:
        """The main process's value, in every process."""
        return broadcast_object_list([value])[0]

    def describe(self, channels_last: bool = True) -> str:
        """One line for logs and benchmarks; `channels_last` as for `move`."""
        name = torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else self.device.type
        layout = "channels_last" if self._layout(channels_last) is torch.channels_last else "contiguous"
        precision = "bfloat16 autocast" if self.bfloat16 else "float32"
        processes = self.accelerator.num_processes
        return f"{name}, {precision}, {layout}, {torch.get_num_threads()} thread(s), {processes} process(es)"

    def _layout(self, channels_last: bool) -> torch.memory_format:
        return self.memory_format if channels_last else torch.contiguous_format
