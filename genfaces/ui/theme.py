"""The page's look: paper, ink and one accent colour, in system fonts (no font is fetched from anywhere)."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

HERE = Path(__file__).parent
STYLE = HERE / "style.css"

# Warm greys from paper to ink.
STONE = gr.themes.Color(
    name="stone",
    c50="#faf8f5",
    c100="#f4f1ec",
    c200="#e7e2da",
    c300="#d3ccc1",
    c400="#a39b8f",
    c500="#766f65",
    c600="#58524a",
    c700="#413c36",
    c800="#2a2723",
    c900="#1d1b18",
    c950="#141311",
)
# The accent: a blue that no face has. 600 on paper and 300 on ink both pass 4.5:1 as text.
COBALT = gr.themes.Color(
    name="cobalt",
    c50="#eff2ff",
    c100="#dfe5ff",
    c200="#c3ceff",
    c300="#a2b3ff",
    c400="#7c92fb",
    c500="#5571f2",
    c600="#3450d8",
    c700="#2a41b4",
    c800="#263b92",
    c900="#243675",
    c950="#171f46",
)
SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "SF Mono", "Cascadia Mono", "Consolas", "Liberation Mono", "monospace")


def theme() -> gr.themes.Base:
    """The theme, light and dark."""
    return gr.themes.Base(primary_hue=COBALT, secondary_hue=COBALT, neutral_hue=STONE, font=SANS, font_mono=MONO).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="#b3aca1",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_100",
        background_fill_secondary_dark="*neutral_900",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0px",
        block_label_background_fill="*neutral_100",
        block_label_background_fill_dark="*neutral_800",
        block_label_text_color="*neutral_700",
        block_label_text_color_dark="*neutral_200",
        block_title_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        block_title_text_weight="500",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="#b3aca1",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_800",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_900",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_border_width="1px",
        slider_color="*primary_600",
        slider_color_dark="*primary_400",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_300",
        button_primary_background_fill_hover_dark="*primary_200",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="*neutral_950",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_700",
        button_border_width="1px",
        button_large_radius="999px",
        button_medium_radius="999px",
        button_small_radius="999px",
        button_large_text_weight="600",
        button_transition="background-color 120ms, border-color 120ms",
        button_transform_hover="none",
        link_text_color="*primary_600",
        link_text_color_dark="*primary_300",
    )
