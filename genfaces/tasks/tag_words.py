"""From words to tags: “Blond hair, grey eyes” as people write it, in the data set's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import permutations

from genfaces.tasks.errors import TaskError

LONGEST = 200
CLOSE = 0.74  # share of letters in which a misspelt word agrees with the one meant
EXAMPLE = "“aqua hair, red eyes”"
NOUNS = {"hair": "hair", "hairs": "hair", "haired": "hair", "eye": "eyes", "eyes": "eyes", "eyed": "eyes"}
# What may stand between the words that count, and changes nothing.
FILLERS = (
    "a an the and or with of in on has have having her his their she he they is are one some please draw show me give "
    "make paint want girl boy woman man person character anime face colour color coloured colored light dark bright "
    "deep pale"
)
# The colours that a word may mean, best first; the first that the question knows is taken.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "amber": ("orange", "yellow"), "aquamarine": ("aqua",), "ash": ("gray",), "auburn": ("red",), "azure": ("blue",),
    "blond": ("blonde", "yellow"), "blonde": ("yellow",), "brunette": ("brown",), "chestnut": ("brown",),
    "crimson": ("red",), "cyan": ("aqua",), "ebony": ("black",), "emerald": ("green",), "fair": ("blonde",),
    "fuchsia": ("pink",), "ginger": ("orange", "red"), "gold": ("blonde", "yellow"), "golden": ("blonde", "yellow"),
    "grey": ("gray",), "hazel": ("brown",), "indigo": ("blue",), "ivory": ("white",), "lavender": ("purple",),
    "lilac": ("purple",), "lime": ("green",), "magenta": ("pink",), "navy": ("blue",), "raven": ("black",),
    "rose": ("pink",), "ruby": ("red",), "sapphire": ("blue",), "scarlet": ("red",), "silver": ("gray",),
    "snow": ("white",), "teal": ("aqua",), "turquoise": ("aqua",), "violet": ("purple",), "yellow": ("blonde",),
}  # fmt: skip


def parse(text: str, known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The answers that a text gives: {"hair": "aqua", "eyes": "red"}, or only one of them.

    known: the colours of hair and of eyes, by question. Order, case, commas and small words do not matter; "hair" and
    "eyes" may be left out where a colour can only be meant one way, and with two colours, of which the first is then
    the hair's. Raises TaskError for words it does not know, naming the nearest that it does, and for what is unclear.
    """
    if len(text) > LONGEST:
        raise TaskError(f"That is too long: name hair and eyes in at most {LONGEST} letters, such as {EXAMPLE}.")
    words = [word for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in FILLERS.split()]
    _refuse_unknown(words, known)
    _refuse_two_colours_of_one(text)
    colours = [(place, word) for place, word in enumerate(words) if word not in NOUNS]
    named = [NOUNS[word] for word in words if word in NOUNS]
    nouns = {NOUNS[word]: place for place, word in reversed(list(enumerate(words))) if word in NOUNS}
    if not colours:
        raise TaskError(f"Name a hair colour, an eye colour, or both, such as {EXAMPLE}.")
    if len(colours) > len(known) or (len(colours) > 1 and len(nouns) == 1 < len(named)):
        told = ", ".join(word for _, word in colours)
        raise TaskError(f"Only one hair colour and one eye colour can be asked for; this names {told}.")
    if len(colours) == 1:
        word = colours[0][1]
        return {question: _meant(word, question, known) for question in nouns or [_only_question(word, known)]}
    order = min(permutations(known), key=lambda order: _strain(order, colours, nouns, known))
    return {question: _meant(word, question, known) for question, (_, word) in zip(order, colours, strict=True)}


def understand(text: str, known: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], list[str]]:
    """As `parse` of what is known, and the words that were left out, each with the nearest one known if that is close.

    A part between commas or "and" goes as a whole where it names no colour. Raises TaskError where nothing is left.
    """
    vocabulary = _vocabulary(known)
    kept, unknown = [], []
    for part in re.split(r"([,;.&]|\b(?:and|with)\b)", text[: LONGEST + 1]):
        words = re.findall(r"[^\W\d_]+", part.lower())
        strange = [word for word in words if word not in vocabulary and word not in FILLERS.split()]
        unknown += strange
        colourless = not any(word in vocabulary and word not in NOUNS for word in words)
        if strange:
            part = " " if colourless else re.sub(rf"(?i)\b(?:{'|'.join(strange)})\b", " ", part)
        kept.append(part)
    rest = "".join(kept)
    if not any(word in vocabulary for word in re.findall(r"[^\W\d_]+", rest.lower())):
        rest = text
    answers = parse(rest, known)
    return answers, [_with_nearest(word, vocabulary) for word in dict.fromkeys(unknown)]


def means(word: str, colours: Sequence[str]) -> tuple[int, str | None]:
    """Which of the colours a word means, and how far-fetched that is: 0 for the word itself; (9, None) for none."""
    meanings = enumerate((word, *SYNONYMS.get(word, ())))
    return next(((rank, colour) for rank, colour in meanings if colour in colours), (9, None))


def _strain(
    order: Sequence[str],
    colours: Sequence[tuple[int, str]],
    nouns: Mapping[str, int],
    known: Mapping[str, Sequence[str]],
) -> int:
    """How badly two colours fit two questions in this order: by where the words stand, or else by what they mean.

    Of two orders that fit alike, the first is taken, in which hair comes before eyes.
    """
    pairs = list(zip(order, colours, strict=True))
    if nouns:
        # A colour before its noun is a little nearer than one behind it.
        return sum(2 * abs(nouns[q] - place) + (place > nouns[q]) for q, (place, _) in pairs if q in nouns)
    return sum(means(word, known[question])[0] for question, (_, word) in pairs)


def _only_question(word: str, known: Mapping[str, Sequence[str]]) -> str:
    """The one question that a colour answers. Raises TaskError when it answers both."""
    ranks = {question: means(word, colours)[0] for question, colours in known.items()}
    best = [question for question, rank in ranks.items() if rank == min(ranks.values())]
    if len(best) > 1:
        raise TaskError(f"“{word}” can be hair or eyes; say which, such as “{word} hair”.")
    return best[0]


def _meant(word: str, question: str, known: Mapping[str, Sequence[str]]) -> str:
    _, colour = means(word, known[question])
    if colour is None:
        raise TaskError(f"There is no {word} for {question} here; {question} can be {', '.join(known[question])}.")
    return colour


def _refuse_two_colours_of_one(text: str) -> None:
    """ "Red and blue hair" asks for more than one colour of hair; "red, blue eyes" names the hair's and the eyes'."""
    nouns = "|".join(NOUNS)
    found = re.search(rf"\b([^\W\d_]+) (?:and|&) ([^\W\d_]+)[ -](?:{nouns})\b", text.lower())
    if found and not {*found.groups()} & {*NOUNS, *FILLERS.split()}:
        raise TaskError(f"“{found[0]}” names two colours for one thing; give hair one and eyes one, such as {EXAMPLE}.")


def _refuse_unknown(words: Sequence[str], known: Mapping[str, Sequence[str]]) -> None:
    vocabulary = _vocabulary(known)
    unknown = list(dict.fromkeys(word for word in words if word not in vocabulary))
    if not unknown:
        return
    told = [_with_nearest(word, vocabulary) for word in unknown]
    colours = ", ".join(sorted({colour for several in known.values() for colour in several}))
    lacking = "" if all("mean" in each for each in told) else f"; the colours are {colours}"
    start = "These words are" if len(told) > 1 else "This word is"
    raise TaskError(f"{start} not known here: {', '.join(told)}{lacking}.")


def _vocabulary(known: Mapping[str, Sequence[str]]) -> list[str]:
    """The words that say something here: colours, other words for them, hair and eyes."""
    colours = sorted({colour for several in known.values() for colour in several})
    usable = [word for word, meant in SYNONYMS.items() if set(meant) & set(colours)]
    return list(dict.fromkeys([*colours, *usable, *NOUNS]))


def _with_nearest(word: str, vocabulary: Sequence[str]) -> str:
    """A word in quotation marks, with the one that was probably meant if there is such a one."""
    near = get_close_matches(word, vocabulary, 1, CLOSE)
    return f"“{word}”" + (f" (did you mean “{NOUNS.get(near[0], near[0])}”?)" if near else "")
