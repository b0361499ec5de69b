"""The picture on a stance card: what somebody has said over the years, in a lane for each camp of the debate.

All words come from the caller, who takes them from the message catalogues; the picture's alternative text too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from xml.etree.ElementTree import Element

from cogs.shared.pictures.lettering import Line, Style, fit, wrap
from cogs.shared.pictures.places import MOST_POINTS, Column, Spot, in_columns
from cogs.shared.pictures.render import panel_png, remembering
from cogs.shared.pictures.svg import document, path, shape, written
from cogs.shared.theme import DARK, Camps, Theme, mix

Camp = Literal["open", "between", "limits"]
"""For release, neither, or for limits: the lanes from top to bottom."""
LANES: tuple[Camp, ...] = ("open", "between", "limits")


@dataclass(frozen=True)
class StancePoint:
    """One quote: when (2023.5 is the middle of 2023), for which camp, a word or two, and whether it was checked."""

    year: float
    camp: Camp
    label: str
    certain: bool


@dataclass(frozen=True)
class StancePicture:
    """All that a picture of a stance shows.

    `camps` are the lanes' titles from top to bottom; `years` the first and the last year, both whole; `change_label`
    says what a step between lanes is. `language` is a Discord locale such as `zh-CN`.
    """

    name: str
    caption: str
    camps: tuple[str, str, str]
    points: tuple[StancePoint, ...]
    years: tuple[int, int]
    language: str
    change_label: str


# A phone shows these 1000 units 360 points wide, so 28 units are about 10 points there.
WIDTH = 1000
_MARGIN = 26
_LANES_TOP, LANE_HEIGHT, _LANE_GAP = 122, 90, 6
_LANES_BOTTOM = _LANES_TOP + len(LANES) * (LANE_HEIGHT + _LANE_GAP) - _LANE_GAP
HEIGHT = _LANES_BOTTOM + 50
PLOT_LEFT, PLOT_RIGHT = 244, WIDTH - _MARGIN - 10
_EDGE = 12
"""How far from the first and last day the centre of a mark stays at least."""
_SIGN_X, _SIGN_SIZE, _TITLE_X = _MARGIN + 24, 13.0, _MARGIN + 47

_NAME = Style(size=46, smallest=38, weight=700)
_CAPTION = Style(size=29, smallest=26)
_CHANGE = Style(size=27, smallest=25, weight=500)
_TITLE = Style(size=29, smallest=26, weight=600)
_YEAR = Style(size=27, smallest=25)
_LABEL = Style(size=25, smallest=25)
_LABEL_ROOM = 190


@remembering
def draw_stance(picture: StancePicture, theme: Theme = DARK) -> bytes:
    """The picture as PNG bytes, 1000 pixels wide. Call it in a worker thread; an equal picture comes from memory.

    ValueError for no points or more than 40, and for points outside the years.
    """
    return panel_png(stance_strips(picture, theme), theme.panel)


def stance_strips(picture: StancePicture, theme: Theme = DARK) -> tuple[str, ...]:
    """The picture as SVG documents, one below the other: the head, then the lanes, then the years.

    They are drawn one by one because the renderer keeps all else waiting while it draws.
    """
    columns = _columns(picture)
    panel = shape("rect", width=WIDTH, height=HEIGHT, rx=28, fill=theme.panel)
    edges = 0, _LANES_TOP - 2, _LANES_BOTTOM + 4, HEIGHT
    parts = _header(picture, columns, theme), _lanes(picture, columns, theme), _years(picture, theme)
    return tuple(
        written(document(WIDTH, bottom - top, panel, *drawn, view=f"0 {top} {WIDTH} {bottom - top}"))
        for drawn, (top, bottom) in zip(parts, pairwise(edges), strict=True)
    )


def camp_colour(camp: Camp, camps: Camps) -> str:
    """The colour of a camp's marks."""
    return {"open": camps.open, "between": camps.between, "limits": camps.limits}[camp]


def lane_colour(camp: Camp, theme: Theme) -> str:
    """What words and marks in a camp's lane stand on: the theme's tile with a breath of the camp's colour."""
    return mix(camp_colour(camp, theme.camps), theme.tile, 0.12)


def draw_camp(camp: Camp, x: float, y: float, size: float, colour: str, hollow: str | None = None) -> Element:
    """A camp's mark around the centre (x, y): a circle of radius `size`, or a diamond or square as large in area.

    A hollow one shows a ring of the colour around the ground that `hollow` names.
    """
    line = size * 0.32 if hollow else 0.0
    inner = size - line / 2
    paint = {"fill": hollow or colour} | ({"stroke": colour, "stroke_width": line} if hollow else {})
    if camp == "open":
        return shape("circle", cx=x, cy=y, r=inner, **paint)
    if camp == "between":
        reach = REACH * size - line * 0.71
        outline = path((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
        return shape("path", d=outline, **paint)
    half = _HALF_SQUARE * size - line / 2
    return shape("rect", x=x - half, y=y - half, width=2 * half, height=2 * half, **paint)


# A circle of radius 1, a diamond with this half diagonal and a square with this half side are equal in area.
REACH, _HALF_SQUARE = 1.2533, 0.8862


def _columns(picture: StancePicture) -> tuple[Column, ...]:
    first, last = picture.years
    if not 1 <= len(picture.points) <= MOST_POINTS:
        raise ValueError(f"a stance has 1 to {MOST_POINTS} points, not {len(picture.points)}")
    if not all(first <= point.year < last + 1 for point in picture.points):
        raise ValueError(f"every point lies in {first} to {last}")
    ordered = sorted(enumerate(picture.points), key=lambda point: point[1].year)
    spots = [Spot(number, _x(point.year, picture.years), LANES.index(point.camp)) for number, point in ordered]
    return in_columns(spots, PLOT_LEFT + _EDGE, PLOT_RIGHT - _EDGE, LANE_HEIGHT)


def _x(year: float, years: tuple[int, int]) -> float:
    first, last = years
    return PLOT_LEFT + (year - first) / (last + 1 - first) * (PLOT_RIGHT - PLOT_LEFT)


def _middle(lane: int) -> float:
    return _LANES_TOP + lane * (LANE_HEIGHT + _LANE_GAP) + LANE_HEIGHT / 2


def _header(picture: StancePicture, columns: tuple[Column, ...], theme: Theme) -> list[Element]:
    room = WIDTH - 2 * _MARGIN
    drawn: list[Element] = []
    if picture.change_label and len({column.lane for column in columns}) > 1:
        words = fit(picture.change_label, room / 3, _CHANGE, picture.language)
        sign = 46
        left = WIDTH - _MARGIN - words.width
        step = f"M{left - sign - 12:.2f} 64 h{sign / 2:g} v-24 h{sign / 2:g}"
        drawn.append(shape("path", d=step, fill="none", stroke=theme.words, stroke_width=_STEP))
        drawn.append(words.draw(left, 62, theme.quiet_words))
        room -= words.width + sign + 36
    name = fit(picture.name, room, _NAME, picture.language)
    caption = fit(picture.caption, WIDTH - 2 * _MARGIN, _CAPTION, picture.language)
    return [
        *drawn,
        name.draw(_MARGIN, 62, theme.words),
        caption.draw(_MARGIN, 103, theme.quiet_words),
    ]


def _lanes(picture: StancePicture, columns: tuple[Column, ...], theme: Theme) -> list[Element]:
    drawn: list[Element] = []
    for lane, (camp, title) in enumerate(zip(LANES, picture.camps, strict=True)):
        drawn.append(
            shape(
                "rect",
                x=_MARGIN,
                y=_middle(lane) - LANE_HEIGHT / 2,
                width=WIDTH - 2 * _MARGIN,
                height=LANE_HEIGHT,
                rx=15,
                fill=lane_colour(camp, theme),
            )
        )
        drawn.extend(_gridlines(picture.years, lane, mix(theme.empty, lane_colour(camp, theme), 0.6)))
        drawn.append(draw_camp(camp, _SIGN_X, _middle(lane), _SIGN_SIZE, camp_colour(camp, theme.camps)))
        drawn.extend(_title(title, lane, theme, picture.language))
    drawn.extend(_line(picture, columns, theme))
    drawn.extend(_marks(picture, columns, theme))
    drawn.extend(_labels(picture, columns, theme))
    return drawn


def _title(title: str, lane: int, theme: Theme, language: str) -> list[Element]:
    lines = wrap(title, PLOT_LEFT - _TITLE_X - 8, _TITLE, language)
    top = _middle(lane) + 10 - 17 * (len(lines) - 1)
    return [line.draw(_TITLE_X, top + 34 * row, theme.words) for row, line in enumerate(lines)]


def _gridlines(years: tuple[int, int], lane: int, colour: str) -> Iterator[Element]:
    top = _middle(lane) - LANE_HEIGHT / 2
    for year in range(years[0], years[1] + 2):
        yield shape("rect", x=_x(year, years) - 0.75, y=top, width=1.5, height=LANE_HEIGHT, fill=colour)


_STEP, _THREAD = 4.0, 3.0
"""How thick the line is between lanes, and within one."""


def _line(picture: StancePicture, columns: tuple[Column, ...], theme: Theme) -> Iterator[Element]:
    """From mark to mark in order: level within a lane, upright where the stance changes.

    A step to or from a quote that nobody has checked is broken, as it may not have happened.
    """
    thread = mix(theme.quiet_words, theme.tile, 0.6)
    for column in columns:
        if len(column.points) > 1:
            ys = [_middle(column.lane) + row for row in column.rows]
            yield _stroke(f"M{column.x:.2f} {ys[0]:.2f} V{ys[-1]:.2f}", thread, _THREAD)
    for before, after in pairwise(columns):
        start = f"M{before.x:.2f} {_middle(before.lane):.2f}"
        if before.lane == after.lane:
            yield _stroke(f"{start} H{after.x:.2f}", thread, _THREAD)
            continue
        step = _step_x(before, after)
        whole = f"{start} H{step:.2f} V{_middle(after.lane):.2f} H{after.x:.2f}"
        sure = all(any(picture.points[number].certain for number in column.points) for column in (before, after))
        yield _stroke(whole, theme.words, _STEP, **({} if sure else {"stroke_dasharray": "9 7"}))


def _step_x(before: Column, after: Column) -> float:
    return (before.x + after.x) / 2


def _stroke(d: str, colour: str, width: float, **more: str) -> Element:
    return shape("path", d=d, fill="none", stroke=colour, stroke_width=width, stroke_linejoin="round", **more)


def _marks(picture: StancePicture, columns: tuple[Column, ...], theme: Theme) -> Iterator[Element]:
    for column in columns:
        for number, row in zip(column.points, column.rows, strict=True):
            point = picture.points[number]
            colour = camp_colour(point.camp, theme.camps)
            ground = lane_colour(point.camp, theme)
            y = _middle(column.lane) + row
            yield draw_camp(point.camp, column.x, y, column.size, colour, None if point.certain else ground)


@dataclass(frozen=True)
class _Box:
    """A part of the picture that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def _labels(picture: StancePicture, columns: tuple[Column, ...], theme: Theme) -> Iterator[Element]:
    """Labels above and below their marks, as far as there is room: the last mark first, then those at a step."""
    taken = [*_taken(columns)]
    single = [place for place, column in enumerate(columns) if len(column.points) == 1]

    def rank(place: int) -> tuple[bool, bool, int]:
        around = columns[max(place - 1, 0) : place + 2]
        return place not in (0, len(columns) - 1), len({column.lane for column in around}) == 1, -place

    for place in sorted(single, key=rank):
        column = columns[place]
        line = fit(picture.points[column.points[0]].label, _LABEL_ROOM, _LABEL, picture.language)
        left = min(max(column.x - line.width / 2, PLOT_LEFT + 4), PLOT_RIGHT - line.width)
        for baseline in (_middle(column.lane) - 24, _middle(column.lane) + 40):
            box = _box_of(line, left, baseline)
            if line.text and not any(box.meets(other) for other in taken):
                taken.append(box)
                yield line.draw(left, baseline, theme.quiet_words)
                break


def _box_of(line: Line, left: float, baseline: float) -> _Box:
    # Chinese characters and the tails of letters reach about as far.
    return _Box(left - 8, baseline - 0.84 * line.size, left + line.width + 8, baseline + 0.24 * line.size)


def _taken(columns: tuple[Column, ...]) -> Iterator[_Box]:
    """Where marks and steps stand."""
    for column in columns:
        reach = REACH * column.size
        for row in column.rows:
            x, y = column.x, _middle(column.lane) + row
            yield _Box(x - reach, y - reach, x + reach, y + reach)
    for before, after in pairwise(columns):
        if before.lane != after.lane:
            x, ends = _step_x(before, after), sorted((_middle(before.lane), _middle(after.lane)))
            yield _Box(x - _STEP, ends[0], x + _STEP, ends[1])


def _years(picture: StancePicture, theme: Theme) -> list[Element]:
    """The years below their bands, as many as there is room for, counted back from the last."""
    first, last = picture.years
    band = (PLOT_RIGHT - PLOT_LEFT) / (last + 1 - first)
    widest = fit(str(last), PLOT_RIGHT - PLOT_LEFT, _YEAR, picture.language).width + 14
    drawn: list[Element] = []
    for year in range(last, first - 1, -max(1, -int(-widest // band))):
        line = fit(str(year), widest, _YEAR, picture.language)
        middle = min(_x(year + 0.5, picture.years), WIDTH - _MARGIN - line.width / 2)
        drawn.append(line.draw(middle - line.width / 2, _LANES_BOTTOM + 33, theme.quiet_words))
    return drawn
