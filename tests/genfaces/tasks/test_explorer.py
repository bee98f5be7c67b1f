from __future__ import annotations

import numpy as np
import pytest
from tiny_explorer import COUNT, make_explorer, save_explorer

from genfaces import checkpoint, explorer_store
from genfaces.tasks import explorer, latent_maps
from genfaces.tasks.errors import TaskError


@pytest.fixture
def mapped(add):
    """The name of a tiny model with maps; a second one has none."""
    folder = add("tiny")
    add("bare")
    save_explorer(make_explorer(folder / explorer_store.FOLDER, checkpoint.read_config("tiny")["weights_sha256"], 5))
    return "tiny"


def test_only_models_with_maps_are_offered(mapped):
    offered, problems = latent_maps.available()
    assert [model.name for model in offered] == ["tiny"]
    assert problems == []


def test_maps_of_older_weights_are_told_and_not_offered(mapped, add):
    add("tiny", seed=3)
    offered, problems = latent_maps.available()
    assert offered == []
    assert len(problems) == 1
    assert "training.explore tiny" in problems[0]


def test_a_drawing_says_where_the_files_are_and_what_to_colour_by(mapped):
    drawing = latent_maps.drawing(mapped)
    assert (drawing.folder / explorer_store.ATLAS).is_file()
    assert drawing.latent_size == 5
    assert drawing.colour in ("Smiling", "Eyeglasses")
    assert latent_maps.still(mapped).name == explorer_store.STILL
    assert latent_maps.still("bare") is None


def test_a_point_is_decoded_with_its_neighbours(mapped):
    found = explorer.point(mapped, 7)
    stored = explorer_store.load(mapped)
    assert found.image.shape == (64, 64, 3)
    assert found.labels == tuple(np.array(("Smiling", "Eyeglasses"))[stored.labels[7]])
    assert found.neighbours.indices.tolist() == stored.neighbours[7].tolist()
    assert (np.diff(found.neighbours.distances) >= 0).all()
    first = explorer.point(mapped, int(found.neighbours.indices[0]))
    # A batch of another size may differ in the last digit.
    assert np.abs(found.neighbours.images[0].astype(int) - first.image).max() <= 1


def test_a_place_where_a_point_is_looks_much_like_it(mapped):
    stored = explorer_store.load(mapped)
    index = int(np.square(stored.latent_maps["pca-2d"]).sum(1).argmin())
    found = explorer.place(mapped, "pca-2d", stored.latent_maps["pca-2d"][index].tolist())
    assert found.distance < 1
    assert np.linalg.norm(found.latent[:2] - stored.latents[index][:2]) < 0.3


def test_far_from_all_points_the_distance_says_so(mapped):
    assert explorer.place(mapped, "tsne-5", [2, 2]).distance > 1.5


@pytest.mark.parametrize(
    ("name", "place"),
    [("pca-3d", [0, 0]), ("nowhere", [0, 0]), ("pca-2d", [0]), ("pca-2d", [0, float("nan")]), ("pca-2d", [9, 0])],
)
def test_impossible_places_are_refused(mapped, name, place):
    with pytest.raises(TaskError):
        explorer.place(mapped, name, place)


@pytest.mark.parametrize("index", [-1, COUNT, 1.5, True, "x"])
def test_impossible_points_are_refused(mapped, index):
    with pytest.raises(TaskError, match="index"):
        explorer.point(mapped, index)


def test_a_face_is_placed_on_every_map_beside_its_neighbours(mapped):
    face = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    found = explorer.place_face(mapped, face)
    assert {name: len(place) for name, place in found.places.items()} == {"tsne-5": 2, "pca-2d": 2, "pca-3d": 3}
    assert all(np.isfinite(place).all() for place in found.places.values())
    assert found.places["pca-3d"][:2] == pytest.approx(found.places["pca-2d"], abs=1.0)
    assert len(found.neighbours.indices) == explorer.NEIGHBOURS


def test_a_group_s_labels_are_compared_with_all(mapped):
    stored = explorer_store.load(mapped)
    smiling = np.flatnonzero(stored.labels[:, 0])
    found = explorer.group(mapped, smiling.tolist())
    assert found.count == len(smiling)
    assert [share.label for share in found.more] == ["Smiling"]
    assert found.more[0].inside == 1
    assert found.more[0].overall == pytest.approx(stored.labels[:, 0].mean())
    assert explorer.group(mapped, range(COUNT)).more == ()
    others = np.flatnonzero(~stored.labels[:, 0])
    assert [share.label for share in explorer.group(mapped, others.tolist()).less] == ["Smiling"]


def test_an_empty_group_is_refused(mapped):
    with pytest.raises(TaskError, match="selection"):
        explorer.group(mapped, [])


def test_a_walk_begins_and_ends_at_its_points(mapped):
    stored = explorer_store.load(mapped)
    found = explorer.walk(mapped, 3, 9, 5, "pca-2d")
    assert found.images.shape == (5, 64, 64, 3)
    assert found.places[[0, -1]] == pytest.approx(stored.latent_maps["pca-2d"][[3, 9]], abs=1e-3)
    assert np.abs(found.images[0].astype(int) - explorer.point(mapped, 3).image).max() <= 1


@pytest.mark.parametrize("frames", [1, 65, 2.5])
def test_impossible_walks_are_refused(mapped, frames):
    with pytest.raises(TaskError):
        explorer.walk(mapped, 0, 1, frames, "pca-2d")
