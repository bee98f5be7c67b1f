"""How a file keeps a network's weights: in 16 bits, or matrices and kernels in 8 bits with a scale for each row."""

from __future__ import annotations

from collections.abc import Mapping

import torch

# A parameter's name never holds this sign.
SCALE = "#scale"
LARGEST = 127
SHORTEST_ROW = 16


def to_stored(state: Mapping[str, torch.Tensor], bits: int) -> dict[str, torch.Tensor]:
    """What a file keeps of a state_dict.

    bits: 16, or 8: then of every tensor whose rows (slices along its first axis) hold 16 numbers or more, int8 (of the
    tensor's shape) is kept and beside it, under the name with `#scale`, float32 (rows,): a weight is their product.
    All other floats become 16-bit ones. Raises ValueError naming a tensor that this cannot hold.
    """
    if bits not in (8, 16):
        raise ValueError(f"weights are kept in 8 or 16 bits, not {bits}")
    stored = {}
    for name, tensor in state.items():
        tensor = tensor.detach().cpu().contiguous()
        if bits == 8 and tensor.is_floating_point() and tensor.dim() > 1 and tensor[0].numel() >= SHORTEST_ROW:
            stored[name], stored[name + SCALE] = _rounded(tensor.float())
        else:
            stored[name] = tensor.half() if tensor.is_floating_point() else tensor
        if not torch.isfinite(stored.get(name + SCALE, stored[name])).all():
            raise ValueError(f"'{name}' holds values that {bits} bits cannot")
    return stored


def from_stored(stored: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The state_dict of a file's tensors, its floats in 32 bits. Raises ValueError where scales do not fit."""
    state = {}
    for name, tensor in stored.items():
        scale = stored.get(name + SCALE)
        if scale is not None:
            if tensor.dtype != torch.int8 or scale.shape != tensor.shape[:1]:
                raise ValueError(f"the scales of '{name}' are not one for each of its rows")
            state[name] = tensor * scale.float().reshape(-1, *[1] * (tensor.dim() - 1))
        elif not name.endswith(SCALE):
            state[name] = tensor.float() if tensor.is_floating_point() else tensor
    return state


def _rounded(tensor: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Each row in steps of a 127th of its largest weight: int8 of the same shape, and float32 (rows,)."""
    rows = tensor.flatten(1)
    scale = rows.abs().amax(dim=1) / LARGEST
    steps = rows / torch.where(scale > 0, scale, 1.0)[:, None]
    return steps.round().to(torch.int8).reshape(tensor.shape), scale
