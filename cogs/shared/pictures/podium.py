"""The picture at the end of a quiz: the best on steps, under a door flung open, and the others in rows below.

All words come from the caller, who takes them from the message catalogues; the picture's alternative text too.
"""

import unicodedata
from dataclasses import dataclass
from itertools import groupby, pairwise
from xml.etree.ElementTree import Element

from cogs.shared.pictures import door
from cogs.shared.pictures.fonts import LATIN, han
from cogs.shared.pictures.lettering import Line, Style, fit, wrap
from cogs.shared.pictures.marks import Mark, colour_of, draw_mark
from cogs.shared.pictures.render import panel_png, remembering
from cogs.shared.pictures.svg import document, shape, written
from cogs.shared.theme import DARK, STEPS, Theme, mix


@dataclass(frozen=True)
class PodiumPlace:
    """Where somebody came in: the rank from 1, which players may share, and what they reached, in words."""

    rank: int
    name: str
    points: str
    detail: str


@dataclass(frozen=True)
class PodiumPicture:
    """All that a podium shows, best first; `language` is a Discord locale such as `zh-CN`."""

    title: str
    caption: str
    places: tuple[PodiumPlace, ...]
    language: str


# A phone shows these 1000 units 360 points wide, so 28 units are about 10 points there.
WIDTH = 1000
MOST_PLACES = 10
MOST_STEPS = 3
_MARGIN, _GAP = 26, 12
_STAGE_TOP = 118
_DOOR_SCALE = 1.03
_DOOR_FLOOR, _DOOR_MIDDLE = 148.0, 84.0
"""Where the open door stands in its own drawing, and between what it reaches to the left and to the right."""
_SILL = _STAGE_TOP + 150
"""The top of the first step, on which the door stands."""
_LIT = 28
"""How far below that nothing is written, as the door's light falls there."""
_STEP_WIDTHS = {1: 440, 2: 380, 3: 308}
"""How wide a step is, by how many there are."""
_FALLS = (0, 44, 88)
"""How far below the highest step the first, second and third begin."""
_RADIUS, _EDGE = 15, 7
_PADDING = 14
_RANK_BASE, _NAME_BASE = 84, 131
"""Baselines below a step's top."""
_NAME_LINE, _POINTS_LINE, _DETAIL_LINE, _FOOT = 37, 44, 35, 22
_ROW_HEIGHT, _ROW_GAP, _ROW_BASE = 62, 8, 41
_ROWS_IN_STRIP = 4
_RANK_ROOM = 66
_POINTS_ROOM, _DETAIL_ROOM, _COLUMN_GAP = 190, 300, 24
_SHARED_LINE = 96

_TITLE = Style(size=46, smallest=38, weight=700)
_CAPTION = Style(size=29, smallest=26)
_RANK = Style(size=66, smallest=44, weight=700)
_NAME = Style(size=35, smallest=29, weight=600)
_POINTS = Style(size=33, smallest=28, weight=600)
_DETAIL = Style(size=27, smallest=25)
_ROW_RANK = Style(size=30, smallest=26, weight=700)
_ROW_NAME = Style(size=31, smallest=28, weight=500)
_ROW_POINTS = Style(size=30, smallest=27, weight=600)

_NARROW = 75.0
"""A name of several words is not set narrower than this to keep it in one line."""
_WARM = "#ffc866"
"""The door's light, as it falls on the first step."""
# Pieces beside a door: how far out, as a share of the room there is, how far down, which mark, by how many degrees it
# is turned, and its radius. Where there is little room, only the first of them fall.
_CONFETTI = (
    (0.5, 30, Mark.PUBLIC, 0, 13),
    (0.35, 86, Mark.PARTIAL, 35, 15),
    (0.75, 128, Mark.DISPUTED, -30, 14),
    (0.0, 18, Mark.CLOSED, 0, 14),
    (0.92, 62, Mark.UNKNOWN, 14, 16),
    (0.16, 124, Mark.UNKNOWN, -18, 15),
    (0.66, 78, Mark.CLOSED, 70, 14),
    (1.0, 14, Mark.PARTIAL, 160, 14),
    (0.28, 38, Mark.DISPUTED, 62, 13),
    (0.5, 122, Mark.PUBLIC, 0, 9),
    (0.76, 18, Mark.DISPUTED, 20, 11),
)
_NEAREST, _FURTHEST = 110, 440
"""How far from the middle of a door its confetti falls."""


@remembering
def draw_podium(picture: PodiumPicture, theme: Theme = DARK) -> bytes:
    """The picture as PNG bytes, 1000 pixels wide. Call it in a worker thread; an equal picture comes from memory.

    ValueError for no places or more than ten, and for ranks that do not begin with 1 or that fall.
    """
    return panel_png(podium_strips(picture, theme), theme.panel)


def podium_strips(picture: PodiumPicture, theme: Theme = DARK) -> tuple[str, ...]:
    """The picture as SVG documents, one below the other: the head, what stands on the steps, the steps, the rows.

    They are drawn one by one because the renderer keeps all else waiting while it draws.
    """
    steps, rows = on_steps(picture.places)
    language = picture.language
    stage = _stage(steps, theme, language) if len(steps) <= MOST_STEPS else _shared_step(steps, theme, language)
    drawn = [_header(picture, theme), [*stage.steps, *_joy(stage.winners, theme)], [*stage.steps, *stage.words]]
    edges = [0, _STAGE_TOP, _SILL + _LIT, stage.floor + 2 * _GAP]
    below = _rows(rows, edges[-1], theme, language)
    for part in filter(None, (below[:_ROWS_IN_STRIP], below[_ROWS_IN_STRIP:])):
        drawn.append([element for row in part for element in row])
        edges.append(edges[-1] + len(part) * (_ROW_HEIGHT + _ROW_GAP))
    edges[-1] += _MARGIN - (_ROW_GAP if rows else 2 * _GAP)
    panel = shape("rect", width=WIDTH, height=edges[-1], rx=28, fill=theme.panel)
    return tuple(
        written(document(WIDTH, bottom - top, panel, *shapes, view=f"0 {top} {WIDTH} {bottom - top}"))
        for shapes, (top, bottom) in zip(drawn, pairwise(edges), strict=True)
    )


def on_steps(places: tuple[PodiumPlace, ...]) -> tuple[tuple[PodiumPlace, ...], tuple[PodiumPlace, ...]]:
    """Who stands on the steps, and who in the rows below.

    Those who share a rank stay together: where not all of them find a step, none of them does. Only first places are
    never in a row; more than three of them share one step. ValueError as for `draw_podium`.
    """
    if not 1 <= len(places) <= MOST_PLACES:
        raise ValueError(f"a podium has 1 to {MOST_PLACES} places, not {len(places)}")
    ranks = [place.rank for place in places]
    if ranks[0] != 1 or ranks != sorted(ranks):
        raise ValueError(f"ranks begin with 1 and never fall, unlike {ranks}")
    count = 0
    for rank, group in groupby(ranks):
        together = count + len(list(group))
        if rank > 1 and together > MOST_STEPS:
            break
        count = together
    return places[:count], places[count:]


def can_show(name: str, language: str) -> bool:
    """Whether a name can be shown but for its emojis, and something is left without them; if not, use another name.

    Pictures know Latin, Greek, Cyrillic, Devanagari, Chinese, Japanese and Korean letters, and no others.
    """
    left = "".join(_without_emojis(name, language).split())
    return bool(left) and all(_has(character, language) for character in left)


def _legible(name: str, language: str) -> str:
    """The name without emojis; where nothing would be left of it, it stays as it is."""
    return _without_emojis(name, language).strip() or name


def _without_emojis(name: str, language: str) -> str:
    """The name without signs that no face has, and with plain letters for ornate ones such as mathematical script."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", name):
        if character in _BLANK or unicodedata.category(character) == "Cf":
            continue
        plain = unicodedata.normalize("NFKC", character)
        if _has(character, language) or character.isspace():
            kept.append(character)
        elif all(_has(each, language) for each in plain):
            kept.append(plain)
        elif unicodedata.category(character)[0] in "LN":
            kept.append(character)
    return "".join(kept)


_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""What counts as a letter or a sign and shows nothing."""


def _has(character: str, language: str) -> bool:
    return LATIN.has(character) or han(language).has(character)


@dataclass(frozen=True)
class _Stage:
    """The steps, what is written on them, where above them a first place is celebrated, and how far down they go."""

    steps: list[Element]
    words: list[Element]
    winners: list[float]
    floor: int


def _header(picture: PodiumPicture, theme: Theme) -> list[Element]:
    room = WIDTH - 2 * _MARGIN
    return [
        fit(picture.title, room, _TITLE, picture.language).draw(_MARGIN, 62, theme.words),
        fit(picture.caption, room, _CAPTION, picture.language).draw(_MARGIN, 103, theme.quiet_words),
    ]


def _stage(places: tuple[PodiumPlace, ...], theme: Theme, language: str) -> _Stage:
    """A step for everybody, a lone first in the middle of three."""
    if len(places) == MOST_STEPS and places[1].rank > 1:
        places = places[1], places[0], places[2]
    width = _STEP_WIDTHS[len(places)]
    left = (WIDTH - len(places) * width - (len(places) - 1) * _GAP) / 2
    middles = [left + width / 2 + number * (width + _GAP) for number in range(len(places))]
    tops = [_SILL + _FALLS[min(place.rank, len(_FALLS)) - 1] for place in places]
    names = [_name(place, width, language) for place in places]
    written_below = _NAME_BASE + _NAME_LINE * (max(map(len, names)) - 1) + _POINTS_LINE + _DETAIL_LINE + _FOOT
    floor = max(tops) + written_below
    steps: list[Element] = []
    words: list[Element] = []
    for place, name, middle, top in zip(places, names, middles, tops, strict=True):
        steps += _step(middle - width / 2, top, width, floor - top, theme, first=place.rank == 1)
        words += _standing(place, name, middle, top, width, theme, language)
    winners = [middle for place, middle in zip(places, middles, strict=True) if place.rank == 1]
    return _Stage(steps, words, winners, floor)


def _shared_step(places: tuple[PodiumPlace, ...], theme: Theme, language: str) -> _Stage:
    """One broad step for more first places than there are steps, two names side by side."""
    lines = -(-len(places) // 2)
    floor = _SILL + _RANK_BASE + 12 + lines * _SHARED_LINE + _FOOT
    half = (WIDTH - 2 * _MARGIN) / 2
    words = [_centred(fit("1", half, _RANK, language), WIDTH / 2, _SILL + _RANK_BASE, theme.words)]
    for number, place in enumerate(places):
        alone = number == len(places) - 1 and number % 2 == 0
        middle = WIDTH / 2 if alone else _MARGIN + half * (number % 2 + 0.5)
        base = _SILL + _RANK_BASE + 46 + number // 2 * _SHARED_LINE
        name = fit(_legible(place.name, language), half - 2 * _PADDING, _NAME, language)
        points = fit(place.points, half / 2 - 2 * _PADDING, _ROW_POINTS, language)
        detail = fit(place.detail, half / 2 - 2 * _PADDING, _DETAIL, language)
        gap = _PADDING if points.text and detail.text else 0
        start = middle - (points.width + gap + detail.width) / 2
        words += [
            _centred(name, middle, base, theme.words),
            points.draw(start, base + 36, theme.words),
            detail.draw(start + points.width + gap, base + 36, theme.quiet_words),
        ]
    return _Stage(_step(_MARGIN, _SILL, 2 * half, floor - _SILL, theme, first=True), words, [WIDTH / 2], floor)


def _step(x: float, top: float, width: float, height: float, theme: Theme, *, first: bool) -> list[Element]:
    """A step: its front, and the edge that light falls on."""

    def outline(begins: float) -> str:
        return (
            f"M{x:.2f} {top + height:.2f} V{begins + _RADIUS:.2f} a{_RADIUS} {_RADIUS} 0 0 1 {_RADIUS} {-_RADIUS} "
            f"h{width - 2 * _RADIUS:.2f} a{_RADIUS} {_RADIUS} 0 0 1 {_RADIUS} {_RADIUS} V{top + height:.2f} Z"
        )

    edge = mix(_WARM, theme.tile, 0.7) if first else theme.empty
    return [
        shape("path", d=outline(top), fill=edge),
        shape("path", d=outline(top + _EDGE), fill=step_colour(theme, first=first)),
    ]


def step_colour(theme: Theme, *, first: bool) -> str:
    """What the words on a step stand on: the theme's tile, for the first with a breath of the door's light."""
    return mix(_WARM, theme.tile, 0.14) if first else theme.tile


def _name(place: PodiumPlace, width: float, language: str) -> tuple[Line, ...]:
    """The name in one line where it need not be cut for that, else in two."""
    name, room = _legible(place.name, language), width - 2 * _PADDING
    line = fit(name, room, _NAME, language)
    whole = fit(name, 100_000, _NAME, language).text
    good = line.text == whole and (line.stretch >= _NARROW or " " not in whole)
    return (line,) if good else wrap(name, room, _NAME, language)


def _standing(
    place: PodiumPlace, name: tuple[Line, ...], middle: float, top: float, width: float, theme: Theme, language: str
) -> list[Element]:
    """What is written on a step."""
    room = width - 2 * _PADDING
    rank = fit(str(place.rank), room, _RANK, language)
    points = fit(place.points, room, _POINTS, language)
    detail = fit(place.detail, room, _DETAIL, language)
    base = top + _NAME_BASE
    drawn = [_centred(rank, middle, top + _RANK_BASE, theme.words)]
    drawn += [_centred(line, middle, base + _NAME_LINE * row, theme.words) for row, line in enumerate(name)]
    base += _NAME_LINE * (len(name) - 1) + _POINTS_LINE
    drawn.append(_centred(points, middle, base, theme.words))
    drawn.append(_centred(detail, middle, base + _DETAIL_LINE, theme.quiet_words))
    return drawn


def _joy(middles: list[float], theme: Theme) -> list[Element]:
    """An open door over every first place, and confetti around it: the five marks, for once without a meaning."""
    drawn: list[Element] = []
    for number, middle in enumerate(middles):
        ends = (
            (middles[number - 1] + middle) / 2 if number else _MARGIN,
            (middle + middles[number + 1]) / 2 if number + 1 < len(middles) else WIDTH - _MARGIN,
        )
        for side, end in zip((-1, 1), ends, strict=True):
            drawn.extend(_confetti(middle, side, abs(end - middle), theme))
        leaf = door.draw_door(STEPS[-1])
        # The drawing's floor stands on the step, its light falls over the edge.
        x, y = middle - _DOOR_MIDDLE * _DOOR_SCALE, _SILL - _DOOR_FLOOR * _DOOR_SCALE
        leaf.set("transform", f"translate({x:.2f} {y:.2f}) scale({_DOOR_SCALE})")
        drawn.append(leaf)
    return drawn


def _confetti(middle: float, side: int, room: float, theme: Theme) -> list[Element]:
    """The pieces to the left (`side` -1) or to the right (1) of a door, as many as there is room for."""
    reach = max(min(room - 24, _FURTHEST) - _NEAREST, 0)
    marks = list(Mark)
    drawn: list[Element] = []
    for out, down, mark, turn, radius in _CONFETTI[: max(3, round(reach / 30))]:
        # Another colour at another height, so that one side is no mirror image of the other.
        own = mark if side < 0 else marks[(marks.index(mark) + 2) % len(marks)]
        x, y = middle + side * (_NEAREST + out * reach), _STAGE_TOP + (down if side < 0 else 146 - down)
        piece = draw_mark(own, colour_of(own, theme.hues), 0, 0, radius)
        drawn.append(shape("g", piece, transform=f"translate({x:.2f} {y:.2f}) rotate({side * turn})"))
    return drawn


def _rows(places: tuple[PodiumPlace, ...], top: int, theme: Theme, language: str) -> list[list[Element]]:
    """A row for everybody, in columns as wide as all of them need."""
    points = [fit(place.points, _POINTS_ROOM, _ROW_POINTS, language) for place in places]
    details = [fit(place.detail, _DETAIL_ROOM, _DETAIL, language) for place in places]
    left, right = _MARGIN + _PADDING + _RANK_ROOM, WIDTH - _MARGIN - _PADDING
    middle = right - max((line.width for line in points), default=0) - _COLUMN_GAP
    widest = max((line.width for line in details), default=0)
    room = middle - (widest + _COLUMN_GAP if widest else 0) - left
    drawn: list[list[Element]] = []
    for number, (place, worth, detail) in enumerate(zip(places, points, details, strict=True)):
        y = top + number * (_ROW_HEIGHT + _ROW_GAP)
        base = y + _ROW_BASE
        rank = fit(str(place.rank), _RANK_ROOM - _PADDING, _ROW_RANK, language)
        name = fit(_legible(place.name, language), room, _ROW_NAME, language)
        ground = shape(
            "rect", x=_MARGIN, y=y, width=WIDTH - 2 * _MARGIN, height=_ROW_HEIGHT, rx=_RADIUS, fill=theme.tile
        )
        drawn.append(
            [
                ground,
                rank.draw(_MARGIN + _PADDING + 4, base, theme.quiet_words),
                name.draw(left, base, theme.words),
                detail.draw(middle - detail.width, base, theme.quiet_words),
                worth.draw(right - worth.width, base, theme.words),
            ]
        )
    return drawn


def _centred(line: Line, middle: float, y: float, colour: str) -> Element:
    return line.draw(middle - line.width / 2, y, colour)
