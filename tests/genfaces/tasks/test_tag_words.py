from __future__ import annotations

import pytest

from genfaces.tasks.errors import TaskError
from genfaces.tasks.tag_words import parse, understand
from training.data.anime import EYE_COLOURS, HAIR_COLOURS

KNOWN = {"hair": HAIR_COLOURS, "eyes": EYE_COLOURS}


@pytest.mark.parametrize(
    "text",
    [
        "aqua hair, red eyes",
        "AQUA HAIR RED EYES",
        "red eyes, aqua hair",
        "red eyes and hair aqua",
        "eyes red aqua hair",
        "hair: aqua; eyes: red",
        "a girl with turquoise hair and crimson eyes, please",
        "aqua-haired, red-eyed",
        "aqua hair, red",
        "aqua, red eyes",
        "red eyes; aqua",
        "aqua red",
        "  Teal ... scarlet!  ",
    ],
)
def test_many_ways_to_say_the_same(text):
    assert parse(text, KNOWN) == {"hair": "aqua", "eyes": "red"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("blond", {"hair": "blonde"}),
        ("Blonde hair", {"hair": "blonde"}),
        ("grey", {"hair": "gray"}),
        ("yellow", {"eyes": "yellow"}),
        ("yellow hair", {"hair": "blonde"}),
        ("golden eyes", {"eyes": "yellow"}),
        ("gold, yellow", {"hair": "blonde", "eyes": "yellow"}),
        ("red gray", {"hair": "gray", "eyes": "red"}),
        ("green eyes", {"eyes": "green"}),
        ("blue hair and eyes", {"hair": "blue", "eyes": "blue"}),
    ],
)
def test_a_colour_is_the_data_sets_word_and_answers_what_it_can(text, meant):
    assert parse(text, KNOWN) == meant


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("purpel hair, red eyse", "“purpel” .did you mean “purple”.., “eyse” .did you mean “eyes”"),
        ("xyzzy", "not known here: “xyzzy”; the colours are aqua, black"),
        ("青い髪", "“青い髪”"),
        ("red", "“red” can be hair or eyes; say which"),
        ("gray eyes", "There is no gray for eyes here; eyes can be aqua"),
        ("red blue green", "this names red, blue, green"),
        ("red hair, blue hair", "this names red, blue"),
        ("red and blue hair", "“red and blue hair” names two colours for one thing"),
        ("aqua hair, green & red-eyed", "“green & red-eyed” names two colours"),
        ("", "Name a hair colour"),
        ("hair and eyes", "Name a hair colour"),
        ("<b>", "“b”"),
        ("red " * 100, "too long"),
    ],
)
def test_what_is_not_understood_gets_one_sentence(text, reason):
    with pytest.raises(TaskError, match=reason) as caught:
        parse(text, KNOWN)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "meant", "left"),
    [
        ("long red hair, blue eyes, smile", {"hair": "red", "eyes": "blue"}, ["“long”", "“smile”"]),
        ("purpel hair, red eyes", {"eyes": "red"}, ["“purpel” (did you mean “purple”?)"]),
        ("short hair with green eyes", {"eyes": "green"}, ["“short”"]),
        ("aqua hair and red eyes", {"hair": "aqua", "eyes": "red"}, []),
    ],
)
def test_what_is_known_is_taken_and_the_rest_named(text, meant, left):
    assert understand(text, KNOWN) == (meant, left)
