from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from genfaces import checkpoint, networks
from genfaces.networks.map_colours import FARTHEST, MapColours
from genfaces.palette import PALETTES


def pictures_of(palette):
    """The palette's colours as pictures (N, 3, 1, 1) in (-1, 1)."""
    return torch.from_numpy(palette.array).float()[:, :, None, None] / 127.5 - 1


def nearest_pair(colours):
    distances = torch.cdist(colours.flatten(1), colours.flatten(1))
    return distances[~torch.eye(len(colours), dtype=bool)].min()


def test_the_nearest_colours_of_a_map_come_apart_and_stay_in_reach_of_tanh():
    palette = PALETTES["maps"]
    colours = pictures_of(palette)
    coordinates = MapColours(palette.array.tolist()).to_coordinates(colours)
    assert nearest_pair(coordinates) > 2.5 * nearest_pair(colours)
    assert coordinates.abs().max() == pytest.approx(FARTHEST)


def test_seen_as_colours_wood_is_green_and_water_blue():
    palette = PALETTES["maps"]
    coordinates = MapColours(palette.array.tolist()).to_coordinates(pictures_of(palette)).flatten(1)
    strongest = dict(zip(palette.names, coordinates.argmax(1).tolist(), strict=True))
    assert (strongest["wood"], strongest["water"]) == (1, 2)
    assert coordinates[palette.names.index("road")].std() < 0.1  # grey, as it is on the map


def test_there_and_back_changes_no_picture():
    torch.manual_seed(0)
    colours, pictures = MapColours(PALETTES["maps"].array.tolist()), torch.rand(2, 3, 5, 7) * 2 - 1
    torch.testing.assert_close(colours.to_pictures(colours.to_coordinates(pictures)), pictures, atol=1e-5, rtol=0)
    assert colours.to_pictures(torch.ones(1, 3, 2, 2)).abs().max() <= 1


@pytest.mark.parametrize("colours", [[[0, 0, 0], [9, 9, 9], [90, 90, 90], [255, 255, 255]], [[1, 2, 3]]])
def test_colours_in_one_plane_are_refused(colours):
    with pytest.raises(ValueError, match="lie in one plane"):
        MapColours(colours)


@pytest.fixture
def translator():
    torch.manual_seed(0)
    arguments = {"width": 4, "blocks": 1, "map_colours": PALETTES["maps"].array.tolist()}
    return networks.build("translator", arguments).eval()


def test_a_translator_takes_and_gives_pictures_and_its_networks_see_coordinates(translator):
    maps, aerial = torch.rand(2, 1, 3, 16, 16) * 2 - 1
    seen = translator.map_colours.to_coordinates(maps)
    torch.testing.assert_close(translator(maps, "map_to_aerial"), translator.map_to_aerial(seen))
    torch.testing.assert_close(translator(seen, "map_to_aerial", as_seen=True), translator.map_to_aerial(seen))
    drawn = translator.aerial_to_map(aerial)
    torch.testing.assert_close(translator(aerial, "aerial_to_map"), translator.map_colours.to_pictures(drawn))
    torch.testing.assert_close(translator(aerial, "aerial_to_map", as_seen=True), drawn)


def test_networks_that_change_nothing_leave_pictures_of_their_own_side_alone(translator):
    translator.map_to_aerial = translator.aerial_to_map = nn.Identity()
    maps = pictures_of(PALETTES["maps"])
    torch.testing.assert_close(translator(maps, "aerial_to_map", identity=True), maps)
    aerial = torch.rand(2, 3, 8, 8) * 2 - 1
    torch.testing.assert_close(translator(aerial, "map_to_aerial", identity=True), aerial)


@pytest.mark.parametrize("bits", [8, 16])
def test_a_checkpoint_keeps_the_colours(translator, tmp_path, bits):
    arguments = {"width": 4, "blocks": 1, "map_colours": PALETTES["maps"].array.tolist()}
    config = {"name": "tiny", "title": "Tiny", "family": "translator", "arguments": arguments}
    checkpoint.save(tmp_path / "tiny", translator, config | {"image_size": 64, "pixel_range": [-1, 1]}, bits=bits)
    kept = checkpoint.read(tmp_path / "tiny").network.map_colours
    colours = pictures_of(PALETTES["maps"])
    back = kept.to_pictures(translator.map_colours.to_coordinates(colours))
    assert np.round(127.5 * (back - colours).abs().max().item()) == 0


def test_colours_are_exact_in_mixed_precision(translator):
    colours, maps = translator.map_colours, torch.rand(1, 3, 8, 8) * 2 - 1
    seen = colours.to_coordinates(maps)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(colours.to_coordinates(maps), seen)
        torch.testing.assert_close(colours.to_pictures(seen), maps, atol=1e-5, rtol=0)
