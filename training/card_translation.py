"""What a model card says of a translator's limits, from what was measured of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from genfaces.palette import HARDLY, hardly_right
from training.card_metrics import number


def translation_limits(config: Mapping[str, Any]) -> Iterator[str]:
    """Sentences on hidden notes and on classes that hardly ever come out; none for what is no translator."""
    metrics = config.get("metrics", {}).get("translation", {})
    if config.get("training", {}).get("settings", {}).get("method") == "CycleGAN" and "cycle" in metrics:
        aerial, map_ = (number(max(metrics["cycle"][f"hidden_{side}"], 0.0), 2) for side in ("aerial", "map"))
        yield (
            "A round trip can look better than its halves: networks trained to undo each other may hide notes in "
            f"differences too small to see. Noise of one grey level, which wipes such notes out, adds {aerial} to the "
            f"error of a photograph's way there and back, and {map_} to a map's."
        )
    if missed := hardly_right(metrics.get("aerial_to_map", {}).get("intersection_over_union", {})):
        yield (
            f"Hardly ever in their place on the maps that it draws of held-out photographs: {', '.join(missed)} "
            f"(intersection over union below {HARDLY})."
        )
    if unread := hardly_right(metrics.get("map_to_aerial", {}).get("read_back_intersection_over_union", {})):
        yield (
            f"The map reader hardly finds these in the invented photographs: {', '.join(unread)}. How much of them it "
            "finds in real ones, its own card tells; of what it cannot see, the number says nothing."
        )
