"""The picture of the gradient of release: a door for every step, what the step is called, and who stands on it.

All words come from the caller, who takes them from the message catalogues; the picture's alternative text too.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from cogs.shared.pictures import door
from cogs.shared.pictures.lettering import Style, fit
from cogs.shared.pictures.render import panel_png, remembering
from cogs.shared.pictures.svg import document, shape, written
from cogs.shared.theme import DARK, STEPS, Theme, accent, mix


@dataclass(frozen=True)
class SpectrumStep:
    """One step: its name, the examples in one line, and a few words in a corner where there are any."""

    name: str
    examples: str
    note: str | None = None


@dataclass(frozen=True)
class SpectrumPicture:
    """All that the picture shows: the eight steps from shut to flung open; `language` is a Discord locale."""

    title: str
    caption: str
    steps: tuple[SpectrumStep, ...]
    language: str


# A phone shows these 1000 units 360 points wide, so 28 units are about 10 points there.
WIDTH = 1000
_MARGIN, _GAP = 26, 10
_FIRST_TOP, _ROW_HEIGHT = 128, 116
_DOOR_WIDTH, _LEFT, _PADDING = 92, 168, 18
_NOTE_ROOM, _NOTE_HEIGHT = 300, 46

_TITLE = Style(size=46, smallest=38, weight=700)
_CAPTION = Style(size=29, smallest=26)
_NUMBER = Style(size=36, smallest=36, weight=700)
_NAME = Style(size=36, smallest=30, weight=700)
_EXAMPLES = Style(size=30, smallest=26, weight=500)
_NOTE = Style(size=27, smallest=25, weight=500)


@remembering
def draw_spectrum(picture: SpectrumPicture, theme: Theme = DARK) -> bytes:
    """The picture as PNG bytes, 1000 pixels wide. Call it in a worker thread; an equal picture comes from memory.

    ValueError for any other number of steps than eight.
    """
    return panel_png(spectrum_strips(picture, theme), theme.panel)


def spectrum_strips(picture: SpectrumPicture, theme: Theme = DARK) -> tuple[str, ...]:
    """The picture as SVG documents, one below the other: the head, then a strip for every step.

    They are drawn one by one because the renderer keeps all else waiting while it draws.
    """
    numbers = STEPS[1:]
    if len(picture.steps) != len(numbers):
        raise ValueError(f"the spectrum has {len(numbers)} steps, not {len(picture.steps)}")
    edges = [0, *(_FIRST_TOP + place * (_ROW_HEIGHT + _GAP) for place in range(len(numbers) + 1))]
    edges[-1] += _MARGIN - _GAP
    strips = [_header(picture, theme)]
    strips += [
        _step(number, step, top, theme, picture.language)
        for number, step, top in zip(numbers, picture.steps, edges[1:], strict=False)
    ]
    panel = shape("rect", width=WIDTH, height=edges[-1], rx=28, fill=theme.panel)
    return tuple(
        written(document(WIDTH, bottom - top, panel, *drawn, view=f"0 {top} {WIDTH} {bottom - top}"))
        for drawn, top, bottom in zip(strips, edges, edges[1:], strict=False)
    )


def _header(picture: SpectrumPicture, theme: Theme) -> list[Element]:
    room = WIDTH - 2 * _MARGIN
    return [
        fit(picture.title, room, _TITLE, picture.language).draw(_MARGIN, 62, theme.words),
        fit(picture.caption, room, _CAPTION, picture.language).draw(_MARGIN, 103, theme.quiet_words),
    ]


def _step(number: int, step: SpectrumStep, top: int, theme: Theme, language: str) -> list[Element]:
    right = WIDTH - _MARGIN - _PADDING
    reached = f"#{accent(number):06x}"
    leaf = door.draw_door(number)
    scale = _DOOR_WIDTH / door.WIDTH
    leaf.set(
        "transform", f"translate({_MARGIN + 22} {top + (_ROW_HEIGHT - door.HEIGHT * scale) / 2:.2f}) scale({scale:.4f})"
    )
    room = right - _LEFT
    drawn = [
        shape("rect", x=_MARGIN, y=top, width=WIDTH - 2 * _MARGIN, height=_ROW_HEIGHT, rx=15, fill=theme.tile),
        shape("rect", x=_MARGIN, y=top + 14, width=8, height=_ROW_HEIGHT - 28, rx=4, fill=reached),
        leaf,
    ]
    if step.note:
        note = fit(step.note, _NOTE_ROOM, _NOTE, language)
        width = note.width + 2 * _PADDING
        drawn += [
            shape(
                "rect",
                x=right - width,
                y=top + 13,
                width=width,
                height=_NOTE_HEIGHT,
                rx=_NOTE_HEIGHT / 2,
                fill=mix(theme.quiet_words, theme.tile, 0.18),
            ),
            note.draw(right - width + _PADDING, top + 46, theme.words),
        ]
        room -= int(width) + _PADDING
    count = fit(str(number), 40, _NUMBER, language)
    drawn += [
        count.draw(_LEFT, top + 49, theme.quiet_words),
        fit(step.name, room - 36, _NAME, language).draw(_LEFT + 36, top + 49, theme.words),
        fit(step.examples, right - _LEFT - 36, _EXAMPLES, language).draw(_LEFT + 36, top + 92, theme.quiet_words),
    ]
    return drawn
