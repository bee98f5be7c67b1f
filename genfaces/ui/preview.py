"""What is told of the page where a link to it is shared: title, description and a picture drawn by its models.

`python -m genfaces.ui.preview` draws that picture anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PIL import Image, ImageDraw, ImageFont

from genfaces.images import enlarge
from genfaces.tasks import samples
from genfaces.ui.kit.gradio_seams import served
from genfaces.ui.kit.markup import UI
from genfaces.ui.samples.state import CALM

PICTURE = UI / "assets" / "preview.jpg"
WIDTH, HEIGHT, SIDE = 1200, 630, 128
SEED, ROW_MODELS = 11, ("tags-anime", "acgan-faces", "vae-faces", "gan-anime", "gan-faces")
TITLE = "genfaces: none of these people exist"
DESCRIPTION = (
    "A gallery of small neural networks that learned to draw faces, open to play with: draw, change, map, rebuild."
)
PAPER, INK = "#faf8f5", "#1d1b18"


def told(query: Mapping[str, str], base: str, labels: Mapping[str, str]) -> str:
    """Tags for the page's head. labels: what one does in each tab, by its ID. base: the page's own address."""
    title = f"{labels[query['tab']]}, on genfaces" if query.get("tab") in labels else TITLE
    facts = {"title": title, "description": DESCRIPTION}
    if PICTURE.is_file():
        facts |= {"image": f"{base}{served(PICTURE.parent)}/{PICTURE.name}"}
    tags = "".join(f'<meta property="og:{name}" content="{escape(value)}">' for name, value in facts.items())
    return (
        f'{tags}<meta property="og:type" content="website"><meta name="twitter:card" content="summary_large_image">'
        f'<meta name="description" content="{DESCRIPTION}">'
    )


def draw() -> Image.Image:
    """Rows of faces, a model each, with the title over them."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    across = -(-WIDTH // SIDE)
    for row, model in enumerate(ROW_MODELS):
        for column, face in enumerate(samples.sample(model, SEED, across, CALM)):
            large = enlarge(Image.fromarray(face), SIDE // face.shape[0])
            sheet.paste(large, (column * SIDE - (across * SIDE - WIDTH) // 2, row * SIDE))
    pen, top = ImageDraw.Draw(sheet), 2 * SIDE
    pen.rectangle((0, top, WIDTH, top + SIDE), PAPER)
    pen.text((WIDTH / 2, top + SIDE / 2), "None of these people exist.", INK, ImageFont.load_default(64), "mm")
    return sheet


if __name__ == "__main__":
    draw().save(PICTURE, quality=85, optimize=True)
