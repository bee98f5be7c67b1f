"""What a move of a slider costs: bytes that go out, and faces that are painted and judged."""

from __future__ import annotations

import numpy as np
import pytest
from answers import changed, size
from PIL import Image
from tiny_wishes import save_judge

from genfaces import drawing
from genfaces.tasks import attributes as wishes
from genfaces.tasks import infogan as codes
from genfaces.tasks import ingredients
from genfaces.ui.attributes import tab as attributes
from genfaces.ui.infogan import tab as infogan
from genfaces.ui.reconstruction import tab as reconstruction

AT_MOST = 60_000  # bytes of one answer


def noise(count):
    """Pictures that no format makes small."""
    return np.random.default_rng(0).integers(0, 256, (count, 64, 64, 3), dtype=np.uint8)


@pytest.fixture
def painted(models, monkeypatch):
    """The faces painted, one after another, each a number; all are noise, the largest pictures there are."""
    save_judge(models)
    faces = []

    def paint(_checkpoint, latents, given=None, padded=True):
        faces.extend(map(bytes, np.concatenate([latents, latents if given is None else given], axis=1)))
        return noise(len(latents))

    for module in (wishes, codes, drawing, ingredients):
        monkeypatch.setattr(module, "paint", paint)
    return faces


def opened(tab):
    """The state of a tab that was opened, and the value of its sliders."""
    answer = changed(tab.PARTS.names, tab.restore({}))
    panel = next(answer[name] for name in ("switches", "sliders") if name in answer)
    return answer["state"], panel.value


@pytest.mark.parametrize(("tab", "slider"), [(attributes, "Male"), (infogan, "c1")])
def test_a_move_paints_the_one_face_that_is_new_and_sends_little(painted, tab, slider):
    view, value = opened(tab)
    for amount in (0.3, 0.4):
        painted.clear()
        answer = tab.move(view, value | {slider: amount})
        view = changed(tab.PARTS.names, answer)["state"]
        assert len(painted) == 1
        assert size(answer) < AT_MOST


def test_opening_the_tab_paints_no_face_twice(painted):
    opened(attributes)
    assert len(painted) == len(set(painted))


def test_a_move_asks_the_judge_once(painted, monkeypatch):
    view, value = opened(attributes)
    judged = []
    real = wishes.seen
    monkeypatch.setattr(wishes, "seen", lambda images, names: judged.extend(images) or real(images, names))
    attributes.move(view, value | {"Male": 0.3})
    assert len(judged) == 1


def test_a_knob_of_the_reconstruction_sends_little(painted, tmp_path):
    path = tmp_path / "face.png"
    Image.fromarray(noise(1)[0]).save(path)
    shown, _, _, knobs, _ = reconstruction.take(path.read_bytes(), "vae-faces")
    answer = reconstruction.turn(shown, knobs.value | {"Smiling": 1.0})
    assert size((answer,)) < AT_MOST


def test_an_adjusted_crop_of_any_picture_sends_little(models, tmp_path):
    path = tmp_path / "face.png"
    Image.fromarray(noise(1)[0]).save(path)
    assert size(reconstruction.take(path.read_bytes(), "vae-faces", 1.1, 0.0, 0.0, 0.0)) < AT_MOST
