"""The wishes of the tab *Attributes*: people to start from, and a switch with a slider for each attribute."""

from __future__ import annotations

from html import escape

from genfaces.tasks import attributes as task
from genfaces.ui.attributes.state import Face, View, Wishes
from genfaces.ui.kit.markup import picture
from genfaces.ui.kit.sliders import Slider, render
from genfaces.ui.kit.words import plain, thing, turned

STOPS = (("Off", -1.0), ("0", 0.0), ("On", 1.0))
GROUPS = {
    "Hair": ("Black_Hair", "Blond_Hair", "Brown_Hair", "Wavy_Hair", "Bangs"),
    "Person": ("Male", "Young", "No_Beard", "Heavy_Makeup", "Eyeglasses"),
    "Expression": ("Smiling", "Mouth_Slightly_Open", "High_Cheekbones"),
}
NAMED = tuple(name for names in GROUPS.values() for name in names)
# What a label says of a person, and what its absence says if that is worth a word; the first ones come first.
SAID = {
    "Young": ("young", "older"),
    "Male": ("male", "female"),
    "Eyeglasses": ("glasses", ""),
    "Smiling": ("smile", ""),
    "Blond_Hair": ("blond", ""),
    "Black_Hair": ("black hair", ""),
    "Brown_Hair": ("brown hair", ""),
    "No_Beard": ("", "beard"),
    "Bangs": ("fringe", ""),
    "Wavy_Hair": ("wavy hair", ""),
    "Heavy_Makeup": ("make-up", ""),
    "Mouth_Slightly_Open": ("mouth open", ""),
    "High_Cheekbones": ("high cheekbones", ""),
}
AT_MOST = 5  # words of a name


def described(wishes: Wishes, most: int = AT_MOST) -> str:
    """Wishes as a name: "Young, male, smile"."""
    order = sorted(wishes, key=lambda name: list(SAID).index(name) if name in SAID else len(SAID))
    words = []
    for name in order:
        yes, no = SAID.get(name, (plain(name).lower(), ""))
        if wishes[name] >= task.CLEAR:
            words.append(yes)
        elif wishes[name] <= -task.CLEAR:
            words.append(no)
    words = [word for word in words if word][:most] or [_off(list(wishes))]
    return ", ".join(words).capitalize()


def _off(names: list[str]) -> str:
    """Without any wish that is worth a word."""
    return f"no {SAID.get(names[0], (plain(names[0]).lower(),))[0]}" if len(names) == 1 else "everything off"


def faces(view: View) -> list[Face]:
    """The people at the present noise. Raises TaskError."""
    return [view.face(view.seed, wishes) for wishes in task.presets(view.model.name)]


def people(view: View) -> str:
    """Wishes that occur in training, painted at the present noise: `view.faces` has them. A click takes one.

    Raises TaskError.
    """
    presets = task.presets(view.model.name)
    images = [view.faces[face] for face in faces(view)]
    tiles = "".join(
        f'<button type="button" class="rung" data-index="{index}" title="{escape(described(wishes, len(wishes)))}"'
        f"{' aria-current=true' if wishes == view.start else ''}>{picture(image, '', exact=False)}"
        f"<span>{escape(described(wishes))}</span></button>"
        for index, (wishes, image) in enumerate(zip(presets, images, strict=True))
    )
    return f'<h3>Start from a person</h3><div class="people" data-settings="{{}}">{tiles}</div>'


def switches(view: View) -> str:
    """A switch and a slider for each attribute, in groups."""
    groups = GROUPS | {"Others": tuple(name for name in view.wishes if name not in NAMED)}
    return render(
        [
            (
                heading,
                "",
                [
                    Slider(name, thing(name), task.REACH, turned(name, view.wishes[name]), STOPS)
                    for name in names
                    if name in view.wishes
                ],
            )
            for heading, names in groups.items()
        ],
        reset=False,
        made=view.sliders,
    )
