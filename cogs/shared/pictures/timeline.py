"""The picture of a timeline: dated titles down a line, what happened beside what was said.

All words come from the caller, dates too; the picture's alternative text as well.
"""

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from cogs.shared.pictures.lettering import Line, Style, fit, wrap
from cogs.shared.pictures.render import panel_png, remembering
from cogs.shared.pictures.svg import document, path, shape, written
from cogs.shared.theme import DARK, Theme, mix

Kind = Literal["event", "quote"]


@dataclass(frozen=True)
class TimelineEntry:
    """What stands at one dot: the date in words, a title, and whether it happened or was said."""

    day: str
    title: str
    kind: Kind


@dataclass(frozen=True)
class TimelinePicture:
    """All that a timeline shows, from top to bottom; `language` is a Discord locale such as `zh-CN`."""

    title: str
    caption: str
    entries: tuple[TimelineEntry, ...]
    language: str


# A phone shows these 1000 units 360 points wide, so 28 units are about 10 points there.
WIDTH = 1000
MOST_ENTRIES = 8
_MARGIN = 26
LINE_X = 274
TITLE_X = LINE_X + 38
_FIRST_TOP, _ONE_LINE, _LINE_HEIGHT = 134, 60, 38
_BASELINE = 41
"""How far below an entry's top its date and the first line of its title stand."""
_SIGN_Y, SIGN_SIZE = 31, 13.0

_TITLE = Style(size=46, smallest=38, weight=700)
_CAPTION = Style(size=29, smallest=26)
_DAY = Style(size=28, smallest=26, weight=500)
_WORDS = Style(size=30, smallest=28, weight=500)


@remembering
def draw_timeline(picture: TimelinePicture, theme: Theme = DARK) -> bytes:
    """The picture as PNG bytes, 1000 pixels wide. Call it in a worker thread; an equal picture comes from memory.

    ValueError for no entries or more than eight.
    """
    return panel_png(timeline_strips(picture, theme), theme.panel)


def timeline_strips(picture: TimelinePicture, theme: Theme = DARK) -> tuple[str, ...]:
    """The picture as SVG documents, one below the other: the head, then a strip for every entry.

    They are drawn one by one because the renderer keeps all else waiting while it draws.
    """
    if not 1 <= len(picture.entries) <= MOST_ENTRIES:
        raise ValueError(f"a timeline has 1 to {MOST_ENTRIES} entries, not {len(picture.entries)}")
    titles = [wrap(entry.title, WIDTH - TITLE_X - _MARGIN, _WORDS, picture.language) for entry in picture.entries]
    edges = [0, _FIRST_TOP]
    for title in titles:
        edges.append(edges[-1] + _ONE_LINE + _LINE_HEIGHT * (max(1, len(title)) - 1))
    edges[-1] += 16
    strips = [_header(picture, theme)]
    last = len(titles) - 1
    for place, (entry, title, top) in enumerate(zip(picture.entries, titles, edges[1:], strict=False)):
        begins = top + _SIGN_Y if place == 0 else top
        ends = top + _SIGN_Y if place == last else edges[place + 2]
        line = mix(theme.quiet_words, theme.panel, 0.5)
        thread = shape("rect", x=LINE_X - 2, y=begins, width=4, height=ends - begins, fill=line)
        strips.append([thread, *_entry(entry, title, top, theme, picture.language)])
    panel = shape("rect", width=WIDTH, height=edges[-1], rx=28, fill=theme.panel)
    return tuple(
        written(document(WIDTH, bottom - top, panel, *drawn, view=f"0 {top} {WIDTH} {bottom - top}"))
        for drawn, top, bottom in zip(strips, edges, edges[1:], strict=False)
    )


def draw_kind(kind: Kind, x: float, y: float, size: float, colour: str) -> Element:
    """The sign of an entry around the centre (x, y): a disc for what happened, a speech bubble for what was said."""
    if kind == "event":
        return shape("circle", cx=x, cy=y, r=size, fill=colour)
    half, top, bottom = 1.2 * size, y - size, y + 0.62 * size
    bubble = shape("rect", x=x - half, y=top, width=2 * half, height=bottom - top, rx=0.45 * size, fill=colour)
    tail = path((x - 0.6 * size, bottom - 1), (x + 0.25 * size, bottom - 1), (x - 0.6 * size, y + 1.3 * size))
    return shape("g", bubble, shape("path", d=tail, fill=colour))


def kind_colour(kind: Kind, theme: Theme) -> str:
    """The colour of an entry's sign."""
    return theme.event if kind == "event" else theme.quote


def _header(picture: TimelinePicture, theme: Theme) -> list[Element]:
    room = WIDTH - 2 * _MARGIN
    return [
        fit(picture.title, room, _TITLE, picture.language).draw(_MARGIN, 62, theme.words),
        fit(picture.caption, room, _CAPTION, picture.language).draw(_MARGIN, 103, theme.quiet_words),
    ]


def _entry(entry: TimelineEntry, title: tuple[Line, ...], top: int, theme: Theme, language: str) -> list[Element]:
    day = fit(entry.day, LINE_X - 30 - _MARGIN, _DAY, language)
    return [
        # A rim of the panel keeps the sign apart from the line.
        draw_kind(entry.kind, LINE_X, top + _SIGN_Y, SIGN_SIZE + 5, theme.panel),
        draw_kind(entry.kind, LINE_X, top + _SIGN_Y, SIGN_SIZE, kind_colour(entry.kind, theme)),
        day.draw(_MARGIN, top + _BASELINE, theme.quiet_words),
        *(line.draw(TITLE_X, top + _BASELINE + _LINE_HEIGHT * row, theme.words) for row, line in enumerate(title)),
    ]
