"""The picture of a player's accuracy: a bar for every subject, with the word for it beside. No sums here.

All words come from the caller, who takes them from the message catalogues; the picture's alternative text too.
"""

from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from cogs.shared.pictures.lettering import Line, Style, fit, wrap
from cogs.shared.pictures.render import panel_png, remembering
from cogs.shared.pictures.svg import document, shape, written
from cogs.shared.theme import DARK, Theme


@dataclass(frozen=True)
class Bar:
    """One row: its label, a share of 0 to 1, or None where there is nothing to tell it from, and the share in words."""

    label: str
    share: float | None
    word: str


@dataclass(frozen=True)
class BarsPicture:
    """All that a picture of shares shows, from top to bottom; `language` is a Discord locale such as `zh-CN`."""

    title: str
    caption: str
    rows: tuple[Bar, ...]
    language: str


# A phone shows these 1000 units 360 points wide, so 28 units are about 10 points there.
WIDTH = 1000
MOST_BARS = 8
_MARGIN = 26
_ROWS_TOP, _ROW_HEIGHT, _ROWS_IN_STRIP = 126, 72, 4
_LABEL_ROOM, _WORD_ROOM, _GAP = 250, 230, 22
_BAR_HEIGHT, _ROUND = 30, 8
_LABEL_LINE = 32

_TITLE = Style(size=46, smallest=38, weight=700)
_CAPTION = Style(size=29, smallest=26)
_LABEL = Style(size=30, smallest=26, weight=500)
_WORD = Style(size=30, smallest=26, weight=600)
_NO_WORD = Style(size=28, smallest=26)


@remembering
def draw_bars(picture: BarsPicture, theme: Theme = DARK) -> bytes:
    """The picture as PNG bytes, 1000 pixels wide. Call it in a worker thread; an equal picture comes from memory.

    ValueError for no rows or more than eight, and for a share outside 0 to 1.
    """
    return panel_png(bars_strips(picture, theme), theme.panel)


def bars_strips(picture: BarsPicture, theme: Theme = DARK) -> tuple[str, ...]:
    """The picture as SVG documents, one below the other: the head, then the rows in two strips.

    They are drawn one by one because the renderer keeps all else waiting while it draws.
    """
    if not 1 <= len(picture.rows) <= MOST_BARS:
        raise ValueError(f"a picture has 1 to {MOST_BARS} bars, not {len(picture.rows)}")
    wrong = [row.share for row in picture.rows if row.share is not None and not 0 <= row.share <= 1]
    if wrong:
        raise ValueError(f"a share is 0 to 1, not {wrong[0]}")
    labels = [wrap(row.label, _LABEL_ROOM, _LABEL, picture.language) for row in picture.rows]
    words = [
        fit(row.word, _WORD_ROOM, _NO_WORD if row.share is None else _WORD, picture.language) for row in picture.rows
    ]
    left = _MARGIN + max((line.width for lines in labels for line in lines), default=0) + _GAP
    right = WIDTH - _MARGIN - max(line.width for line in words) - _GAP
    rows = [
        _row(row, label, word, _ROWS_TOP + number * _ROW_HEIGHT, (left, right), theme)
        for number, (row, label, word) in enumerate(zip(picture.rows, labels, words, strict=True))
    ]
    drawn, edges = [_header(picture, theme)], [0, _ROWS_TOP]
    for part in filter(None, (rows[:_ROWS_IN_STRIP], rows[_ROWS_IN_STRIP:])):
        drawn.append([element for row in part for element in row])
        edges.append(edges[-1] + len(part) * _ROW_HEIGHT)
    edges[-1] += 12
    panel = shape("rect", width=WIDTH, height=edges[-1], rx=28, fill=theme.panel)
    return tuple(
        written(document(WIDTH, bottom - top, panel, *shapes, view=f"0 {top} {WIDTH} {bottom - top}"))
        for shapes, (top, bottom) in zip(drawn, pairwise(edges), strict=True)
    )


def bar_colour(theme: Theme) -> str:
    """The colour of every bar: one that says neither good nor bad."""
    return theme.quote


def _header(picture: BarsPicture, theme: Theme) -> list[Element]:
    room = WIDTH - 2 * _MARGIN
    return [
        fit(picture.title, room, _TITLE, picture.language).draw(_MARGIN, 62, theme.words),
        fit(picture.caption, room, _CAPTION, picture.language).draw(_MARGIN, 103, theme.quiet_words),
    ]


def _row(
    row: Bar, label: tuple[Line, ...], word: Line, top: float, ends: tuple[float, float], theme: Theme
) -> list[Element]:
    middle = top + _ROW_HEIGHT / 2
    base = middle + 10
    first = base - _LABEL_LINE / 2 * (len(label) - 1)
    drawn = [line.draw(_MARGIN, first + _LABEL_LINE * place, theme.words) for place, line in enumerate(label)]
    drawn.extend(_bar(row.share, ends, middle - _BAR_HEIGHT / 2, theme))
    drawn.append(word.draw(ends[1] + _GAP, base, theme.quiet_words if row.share is None else theme.words))
    return drawn


def _bar(share: float | None, ends: tuple[float, float], top: float, theme: Theme) -> list[Element]:
    """The bar in its groove; a broken outline alone where there is no share."""
    left, right = ends
    width = right - left
    if share is None:
        inset = 1.5
        broken = shape(
            "rect",
            x=left + inset,
            y=top + inset,
            width=width - 2 * inset,
            height=_BAR_HEIGHT - 2 * inset,
            rx=_ROUND,
            fill="none",
            stroke=theme.hues.unknown,
            stroke_width=2 * inset,
            stroke_dasharray="9 8",
        )
        return [broken]
    groove = shape("rect", x=left, y=top, width=width, height=_BAR_HEIGHT, rx=_ROUND, fill=theme.tile)
    if not share:
        return [groove]
    filled = share * width
    bar = shape(
        "rect",
        x=left,
        y=top,
        width=filled,
        height=_BAR_HEIGHT,
        rx=min(_ROUND, filled / 2),
        fill=bar_colour(theme),
    )
    return [groove, bar]
