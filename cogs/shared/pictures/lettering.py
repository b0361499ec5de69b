"""Words in pictures: how they are made to fit their place, and drawn. The fonts themselves are in `fonts`."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from cogs.shared.pictures.fonts import LATIN, Face, han
from cogs.shared.pictures.svg import shape

_STRETCHES = {100.0: "normal", 87.5: "semi-condensed", 75.0: "condensed", 62.5: "extra-condensed"}
"""CSS's names for the widths of a variable font."""
_LONGEST = 240
"""No place in a picture holds more characters than this."""
_BOLD = 600
_CUT_STRETCH = 75.0
"""How narrow words are set that even so have to be cut."""


@dataclass(frozen=True)
class Style:
    """How words are set: their size in user units, their weight as in CSS, and the least size they may shrink to."""

    size: float
    smallest: float
    weight: int = 400


@dataclass(frozen=True)
class Run:
    """Characters that stand together and come from one face."""

    text: str
    face: Face


@dataclass(frozen=True)
class Line:
    """Words made to fit: what is left of them, how they are set, and how wide they are in user units."""

    runs: tuple[Run, ...]
    size: float
    stretch: float
    weight: int

    @property
    def text(self) -> str:
        """The words that are shown."""
        return "".join(run.text for run in self.runs)

    @property
    def width(self) -> float:
        """From the first letter to the last."""
        return sum(self._width_of(run) for run in self.runs)

    def draw(self, x: float, y: float, colour: str) -> Element:
        """The words from x to the right, with their baseline at y."""
        drawn = shape(
            "g",
            fill=colour,
            font_size=self.size,
            font_weight=self.weight,
            font_stretch=_STRETCHES[self.stretch],
        )
        for run in self.runs:
            # An element for each run: the renderer forgets weight and stretch where one element mixes fonts.
            words = shape("text", x=x, y=y, font_family=run.face.family)
            words.text = run.text
            words.set("xml:space", "preserve")
            if self.weight >= _BOLD and not run.face.variable:
                # The face has one weight only; an outline makes it bold.
                words.set("stroke", colour)
                words.set("stroke-width", f"{self.size / 32:.2f}")
            drawn.append(words)
            x += self._width_of(run)
        return drawn

    def _width_of(self, run: Run) -> float:
        return self.size * run.face.width(run.text, self.weight, self.stretch)


def fit(words: str, width: float, style: Style, language: str) -> Line:
    """The words in one line, at most `width` user units wide.

    Long words are set narrower and smaller by degrees, and are cut with an ellipsis only where that is not enough.
    A character that no face has becomes U+FFFD; control characters go. `language` (`en-US`, `zh-CN` ...) says how
    Chinese characters are to be written.
    """
    runs = _runs(_legible(words), language)
    size, small = style.size, style.smallest
    for stretch, at in ((100.0, size), (87.5, size), (87.5, small), (75.0, small), (62.5, small)):
        line = Line(runs, at, stretch, style.weight)
        if line.width <= width:
            return line
    return _cut("".join(run.text for run in runs), width, style, language)


def wrap(words: str, width: float, style: Style, language: str, lines: int = 2) -> tuple[Line, ...]:
    """The words in at most `lines` lines of equal size, each at most `width` user units wide; none for no words.

    They are set narrower and smaller as `fit` does before the last line is cut with an ellipsis.
    """
    text = "".join(run.text for run in _runs(_legible(words), language))
    size, small = style.size, style.smallest
    for stretch, at in ((100.0, size), (87.5, size), (87.5, small), (_CUT_STRETCH, small)):

        def line(words: str, stretch: float = stretch, at: float = at) -> Line:
            return Line(_runs(words.rstrip(), language), at, stretch, style.weight)

        pieces = _broken(text, width, line)
        if len(pieces) <= lines:
            return tuple(map(line, _evened(text, width, line, pieces)))
    last = _cut("".join(pieces[lines - 1 :]), width, style, language)
    return (*map(line, pieces[: lines - 1]), last)


def _broken(text: str, width: float, line: Callable[[str], Line]) -> list[str]:
    """The text in pieces that each fit as a line; a word too long for a line is broken too."""
    pieces: list[str] = []
    while text:
        places = [place for place in range(1, len(text)) if _breaks(text[place - 1], text[place])]
        fitting = _last_fitting(line, text, [*places, len(text)], width)
        if not fitting:
            letters = [place for place in range(1, len(text)) if not unicodedata.combining(text[place])]
            fitting = _last_fitting(line, text, letters, width) or min(letters, default=len(text))
        pieces.append(text[:fitting])
        text = text[fitting:].lstrip()
    return pieces


def _evened(text: str, width: float, line: Callable[[str], Line], pieces: list[str]) -> list[str]:
    """The text in as many pieces, as nearly of one length as can be, so that no word stands alone on the last line."""
    narrow = width / 2
    while width - narrow > 8 and len(pieces) > 1:
        middle = (narrow + width) / 2
        narrower = _broken(text, middle, line)
        if len(narrower) == len(pieces):
            width, pieces = middle, narrower
        else:
            narrow = middle
    return pieces


def _last_fitting(line: Callable[[str], Line], text: str, places: list[int], width: float) -> int:
    """The last of the places up to which the text fits in a line; 0 where none does."""
    count = bisect_right(places, width, key=lambda place: line(text[:place]).width)
    return places[count - 1] if count else 0


def _breaks(before: str, after: str) -> bool:
    """Whether a line may end between two characters: after a blank or a dash, and around a Chinese character.

    By general category a line neither begins with what closes or follows (commas, stops, closing brackets) nor
    ends with what opens.
    """
    if unicodedata.category(after)[0] in "MZ" or unicodedata.category(after) in ("Pe", "Pf", "Po", "Lm"):
        return False
    if before.isspace() or unicodedata.category(before) == "Pd":
        return True
    wide = any(unicodedata.east_asian_width(character) in "WF" for character in (before, after))
    return wide and unicodedata.category(before) not in ("Ps", "Pi")


def _cut(text: str, width: float, style: Style, language: str) -> Line:
    """As many of the first characters as fit, and an ellipsis."""

    def first(count: int) -> Line:
        while count and unicodedata.combining(text[count]):
            count -= 1
        shortened = text[:count].rstrip() + "…"
        return Line(_runs(shortened, language), style.smallest, _CUT_STRETCH, style.weight)

    fits, fails = 0, len(text)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if first(middle).width <= width:
            fits = middle
        else:
            fails = middle
    return first(fits)


def _legible(words: str) -> str:
    """One line, of characters that can be seen and that XML allows."""
    one_line = " ".join(words[: 4 * _LONGEST].split())
    seen = (c for c in unicodedata.normalize("NFC", one_line) if not unicodedata.category(c).startswith("C"))
    return "".join(seen)[:_LONGEST]


def _runs(text: str, language: str) -> tuple[Run, ...]:
    local = han(language)
    runs: list[Run] = []
    for character in text:
        face = LATIN if LATIN.has(character) else local
        if not face.has(character):
            character, face = "\N{REPLACEMENT CHARACTER}", LATIN
        if runs and runs[-1].face == face:
            runs[-1] = Run(runs[-1].text + character, face)
        else:
            runs.append(Run(character, face))
    return tuple(runs)
