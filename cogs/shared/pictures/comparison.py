"""The picture of a comparison: versions side by side, a door at its step above each, and a row for every component.

All words come from the caller, who takes them from the message catalogues; the picture's alternative text too.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from xml.etree.ElementTree import Element

from cogs.shared.pictures import door
from cogs.shared.pictures.lettering import Line, Style, fit, wrap
from cogs.shared.pictures.marks import Mark, colour_of, draw_mark, tile_colour
from cogs.shared.pictures.render import panel_png, remembering
from cogs.shared.pictures.svg import document, shape, written
from cogs.shared.theme import DARK, STEPS, Theme, accent, mix

MOST_COLUMNS = 4


@dataclass(frozen=True)
class Column:
    """One version: its name, its step of `STEPS`, and the step in words."""

    name: str
    step: int
    step_label: str


@dataclass(frozen=True)
class Cell:
    """How public a component of one version is, as a shape and as a word."""

    mark: Mark
    word: str


@dataclass(frozen=True)
class ComparisonPicture:
    """All that the picture shows. Groups hold rows of (component, a cell for every column)."""

    columns: tuple[Column, ...]
    groups: tuple[tuple[tuple[str, tuple[Cell, ...]], ...], ...]
    language: str


# A phone shows these 1000 units 360 points wide, so 26 units are about 9 points there.
WIDTH = 1000
_MARGIN, _GAP, _GROUP_GAP = 22, 8, 18
_LABEL_WIDTHS = {1: 300, 2: 290, 3: 232, 4: 196}
_ROW_HEIGHT = 70
_HEAD = 318
_DOOR_TOP, _DOOR_HEIGHT = 10, 116
_NAME_MIDDLE, _STEP_MIDDLE, _SCALE_TOP = 177, 260, 299
_MARK_RADIUS, _PADDING, _BESIDE = 18, 11, 8
_HARDLY_NARROWED = 87.5
"""Percent of their usual width to which words are narrowed before they are set in two lines."""

_NAME = Style(size=32, smallest=26, weight=700)
_STEP = Style(size=28, smallest=25)
_LABEL = Style(size=29, smallest=25, weight=600)
_WORD = Style(size=28, smallest=25, weight=500)


@remembering
def draw_comparison(picture: ComparisonPicture, theme: Theme = DARK) -> bytes:
    """The picture as PNG bytes, 1000 pixels wide. Call it in a worker thread; an equal picture comes from memory.

    ValueError for a step that there is not, and for no column or more than four.
    """
    return panel_png(comparison_strips(picture, theme), theme.panel)


def comparison_strips(picture: ComparisonPicture, theme: Theme = DARK) -> tuple[str, ...]:
    """The picture as SVG documents, one below the other: the head, then a strip for every group of rows."""
    if not 1 <= len(picture.columns) <= MOST_COLUMNS:
        raise ValueError(f"a comparison has 1 to {MOST_COLUMNS} columns, not {len(picture.columns)}")
    heights = [_HEAD, *(len(rows) * (_ROW_HEIGHT + _GAP) - _GAP + _GROUP_GAP for rows in picture.groups)]
    tops = [0, *accumulate(heights)]
    tops[-1] += _MARGIN - _GROUP_GAP if picture.groups else _MARGIN
    panel = shape("rect", width=WIDTH, height=tops[-1], rx=28, fill=theme.panel)
    strips = [[_head(column, place, picture, theme) for place, column in enumerate(picture.columns)]]
    strips += [_group(rows, top, picture, theme) for rows, top in zip(picture.groups, tops[1:], strict=False)]
    return tuple(
        written(document(WIDTH, bottom - top, panel, *drawn, view=f"0 {top} {WIDTH} {bottom - top}"))
        for drawn, top, bottom in zip(strips, tops, tops[1:], strict=False)
    )


def cell_width(columns: int) -> float:
    """How wide the place of one version is."""
    room = WIDTH - 2 * _MARGIN - _LABEL_WIDTHS[columns]
    return (room - (columns - 1) * _GAP) / columns


def _left_of(place: int, columns: int) -> float:
    return _MARGIN + _LABEL_WIDTHS[columns] + place * (cell_width(columns) + _GAP)


def _head(column: Column, place: int, picture: ComparisonPicture, theme: Theme) -> Element:
    width = cell_width(len(picture.columns))
    left = _left_of(place, len(picture.columns))
    scale = _DOOR_HEIGHT / door.HEIGHT
    leaf = door.draw_door(column.step)
    # The drawing keeps room for the swinging leaf on the left, so the frame stands right of its middle.
    start = left + width / 2 - 0.56 * door.WIDTH * scale
    leaf.set("transform", f"translate({start:.2f} {_DOOR_TOP}) scale({scale:.4f})")
    name = _in_lines(column.name, width, _NAME, picture.language, 3)
    label = _in_lines(column.step_label, width, _STEP, picture.language)
    return shape(
        "g",
        leaf,
        *_centred(name, left, width, _NAME_MIDDLE, theme.words),
        *_centred(label, left, width, _STEP_MIDDLE, theme.quiet_words),
        _scale(column.step, left, width, theme),
    )


def _in_lines(words: str, width: float, style: Style, language: str, lines: int = 2) -> tuple[Line, ...]:
    """The words in one line where that hardly narrows them, else in several; no word is broken that fits by itself."""
    whole = fit(words, width, style, language)
    if whole.text == words and whole.stretch >= _HARDLY_NARROWED and whole.size == style.size:
        return (whole,)
    wrapped = wrap(words, width, style, language, lines)
    if not any(_is_broken(before.text, after.text, words) for before, after in pairwise(wrapped)):
        return wrapped
    blanks = [place for place, letter in enumerate(words) if letter == " "]
    if not blanks:
        return (whole,)
    middle = min(blanks, key=lambda place: max(place, len(words) - place - 1))
    return tuple(fit(half, width, style, language) for half in (words[:middle], words[middle + 1 :]))


def _is_broken(before: str, after: str, words: str) -> bool:
    """Whether two lines part a word of letters that belong together."""
    return before[-1:].isascii() and before[-1:].isalpha() and after[:1].isalpha() and f"{before} {after}" not in words


def _centred(lines: tuple[Line, ...], left: float, width: float, middle: float, colour: str) -> list[Element]:
    drawn: list[Element] = []
    for line, base in zip(lines, _bases(lines, middle), strict=True):
        drawn.append(line.draw(left + (width - line.width) / 2, base, colour))
    return drawn


def _bases(lines: tuple[Line, ...], middle: float) -> list[float]:
    """The baselines of lines that stand together around a height."""
    leading = 1.16 * lines[0].size if lines else 0.0
    first = middle + 0.36 * (lines[0].size if lines else 0.0) - leading * (len(lines) - 1) / 2
    return [first + leading * number for number in range(len(lines))]


def _scale(step: int, x: float, width: float, theme: Theme) -> Element:
    """The steps in a line, filled as far as the version has come; none where nobody can tell."""
    places, gap, height = STEPS[1:], 4, 9
    each = (width - gap * (len(places) - 1)) / len(places)
    return shape(
        "g",
        *(
            shape(
                "rect",
                x=x + (place - 1) * (each + gap),
                y=_SCALE_TOP,
                width=each,
                height=height,
                rx=height / 2,
                fill=f"#{accent(step):06x}" if place <= step else theme.empty,
            )
            for place in places
        ),
    )


def _group(
    rows: tuple[tuple[str, tuple[Cell, ...]], ...], top: int, picture: ComparisonPicture, theme: Theme
) -> list[Element]:
    columns = len(picture.columns)
    drawn: list[Element] = []
    for number, (label, cells) in enumerate(rows):
        y = top + number * (_ROW_HEIGHT + _GAP)
        lines = _in_lines(label, _LABEL_WIDTHS[columns] - 14, _LABEL, picture.language)
        bases = _bases(lines, y + _ROW_HEIGHT / 2)
        drawn += [line.draw(_MARGIN, base, theme.words) for line, base in zip(lines, bases, strict=True)]
        drawn += [
            _cell(cell, _left_of(place, columns), y, cell_width(columns), theme, picture.language)
            for place, cell in enumerate(cells)
        ]
    return drawn


def _cell(cell: Cell, x: float, y: float, width: float, theme: Theme, language: str) -> Element:
    colour = colour_of(cell.mark, theme.hues)
    beside = _PADDING + 2 * _MARK_RADIUS + _BESIDE
    lines = _in_lines(cell.word, width - beside - _PADDING / 2, _WORD, language)
    bases = _bases(lines, _ROW_HEIGHT / 2)
    return shape(
        "g",
        shape(
            "rect",
            x=1,
            y=1,
            width=width - 2,
            height=_ROW_HEIGHT - 2,
            rx=13,
            fill=tile_colour(cell.mark, theme),
            stroke=mix(colour, theme.tile, 0.55),
            stroke_width=2,
        ),
        draw_mark(cell.mark, colour, _PADDING + _MARK_RADIUS, _ROW_HEIGHT / 2, _MARK_RADIUS),
        *(line.draw(beside, base, colour) for line, base in zip(lines, bases, strict=True)),
        transform=f"translate({x:.2f} {y:.2f})",
    )
