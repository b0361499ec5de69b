"""The picture on a model card: the door at its step, and four rows of tiles that say what is public.

All words come from the caller, who takes them from the message catalogues; the picture's alternative text too.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from cogs.shared.pictures import door
from cogs.shared.pictures.lettering import Style, fit
from cogs.shared.pictures.marks import Mark, colour_of, draw_mark, tile_colour
from cogs.shared.pictures.render import panel_png, remembering
from cogs.shared.pictures.svg import document, shape, written
from cogs.shared.theme import DARK, STEPS, Theme, accent, mix


@dataclass(frozen=True)
class Tile:
    """One component: its name, how public it is as a shape and as a word, and a licence or another short detail."""

    name: str
    mark: Mark
    word: str
    detail: str | None = None


@dataclass(frozen=True)
class CardPicture:
    """All that a card's picture shows. Rows are (title, tiles); `language` is a Discord locale such as `zh-CN`."""

    step: int
    step_label: str
    caption: str
    rows: tuple[tuple[str, tuple[Tile, ...]], ...]
    language: str


# A phone shows these 1000 units 360 points wide, so 28 units are about 10 points there.
WIDTH = 1000
_MARGIN, _GAP = 26, 12
_COLUMNS = 3
TILE_WIDTH = (WIDTH - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) // _COLUMNS
_TILE_HEIGHT = 121
_ROWS_TOP, _TITLE_HEIGHT, _ROW_GAP = 222, 40, 18
_PADDING, _LEAST_PADDING = 15, 9
_MARK_RADIUS, _MARK_Y = 21, 81

_STEP_LABEL = Style(size=60, smallest=46, weight=700)
_CAPTION = Style(size=34, smallest=28)
_TITLE = Style(size=29, smallest=26, weight=700)
_NAME = Style(size=31, smallest=27, weight=600)
_WORD = Style(size=29, smallest=26, weight=500)
_DETAIL = Style(size=27, smallest=25)


@remembering
def draw_card(picture: CardPicture, theme: Theme = DARK) -> bytes:
    """The picture as PNG bytes, 1000 pixels wide. Call it in a worker thread; an equal picture comes from memory.

    ValueError for a step that there is not.
    """
    return panel_png(card_strips(picture, theme), theme.panel)


def card_strips(picture: CardPicture, theme: Theme = DARK) -> tuple[str, ...]:
    """The picture as SVG documents, one below the other: the head, then a strip for every row.

    They are drawn one by one because the renderer keeps all else waiting while it draws.
    """
    tops = _row_tops(picture)
    height = tops[-1]
    panel = shape("rect", width=WIDTH, height=height, rx=28, fill=theme.panel)
    strips = [_header(picture, theme)]
    strips += [_row(row, top, theme, picture.language) for row, top in zip(picture.rows, tops, strict=False)]
    edges = [0, *tops]
    return tuple(
        written(document(WIDTH, bottom - top, panel, *drawn, view=f"0 {top} {WIDTH} {bottom - top}"))
        for drawn, top, bottom in zip(strips, edges, edges[1:], strict=False)
    )


def _row_tops(picture: CardPicture) -> list[int]:
    """Where each row begins, and at the end where the picture does."""
    tops = [_ROWS_TOP]
    for _, tiles in picture.rows:
        lines = -(-len(tiles) // _COLUMNS)
        tops.append(tops[-1] + _TITLE_HEIGHT + lines * (_TILE_HEIGHT + _GAP) - _GAP + _ROW_GAP)
    tops[-1] += _MARGIN - _ROW_GAP
    return tops


def _row(row: tuple[str, tuple[Tile, ...]], top: int, theme: Theme, language: str) -> list[Element]:
    title, tiles = row
    drawn = [fit(title, WIDTH - 2 * _MARGIN, _TITLE, language).draw(_MARGIN, top + 27, theme.quiet_words)]
    for place, tile in enumerate(tiles):
        x = _MARGIN + place % _COLUMNS * (TILE_WIDTH + _GAP)
        y = top + _TITLE_HEIGHT + place // _COLUMNS * (_TILE_HEIGHT + _GAP)
        drawn.append(_tile(tile, x, y, theme, language))
    return drawn


def _header(picture: CardPicture, theme: Theme) -> list[Element]:
    left = 258
    room = WIDTH - left - _MARGIN
    leaf = door.draw_door(picture.step)
    leaf.set("transform", f"translate({_MARGIN} 4) scale({220 / door.HEIGHT:.4f})")
    return [
        leaf,
        fit(picture.step_label, room, _STEP_LABEL, picture.language).draw(left, 92, theme.words),
        fit(picture.caption, room, _CAPTION, picture.language).draw(left, 140, theme.quiet_words),
        _scale(picture.step, left, 168, room, theme),
    ]


def _scale(step: int, x: float, y: float, width: float, theme: Theme) -> Element:
    """Seven places in a line, filled as far as the step has come; none where nobody can tell."""
    places, gap, height = STEPS[1:], 10, 14
    each = (width - gap * (len(places) - 1)) / len(places)
    reached = f"#{accent(step):06x}"
    return shape(
        "g",
        *(
            shape(
                "rect",
                x=x + (place - 1) * (each + gap),
                y=y,
                width=each,
                height=height,
                rx=height / 2,
                fill=reached if place <= step else theme.empty,
            )
            for place in places
        ),
    )


def _tile(tile: Tile, x: float, y: float, theme: Theme, language: str) -> Element:
    colour = colour_of(tile.mark, theme.hues)
    beside = _PADDING + 2 * _MARK_RADIUS + 9
    room = TILE_WIDTH - beside - _LEAST_PADDING
    word_base = _MARK_Y - 6 if tile.detail else _MARK_Y + 10
    drawn = shape(
        "g",
        shape(
            "rect",
            x=1,
            y=1,
            width=TILE_WIDTH - 2,
            height=_TILE_HEIGHT - 2,
            rx=15,
            fill=tile_colour(tile.mark, theme),
            stroke=mix(colour, theme.tile, 0.55),
            stroke_width=2,
        ),
        fit(tile.name, TILE_WIDTH - _PADDING - _LEAST_PADDING, _NAME, language).draw(_PADDING, 38, theme.words),
        draw_mark(tile.mark, colour, _PADDING + _MARK_RADIUS, _MARK_Y, _MARK_RADIUS),
        fit(tile.word, room, _WORD, language).draw(beside, word_base, colour),
        transform=f"translate({x:.2f} {y:.2f})",
    )
    if tile.detail:
        drawn.append(fit(tile.detail, room, _DETAIL, language).draw(beside, _MARK_Y + 25, theme.quiet_words))
    return drawn
