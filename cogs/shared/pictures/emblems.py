"""The door and the marks by themselves: as small signs in running text, and as the bot's avatar."""

from xml.etree.ElementTree import Element

from cogs.shared.pictures import door
from cogs.shared.pictures.marks import Mark, colour_of, draw_mark
from cogs.shared.pictures.svg import document, shape, written
from cogs.shared.theme import DARK, EITHER

SIGN_SIZE = 128
"""Pixels to a side; Discord shows signs in running text at about 22."""

_AVATAR_STEP = 4
# What a small door covers of its drawing: the leaf at every angle, and the light on the floor.
_SEEN_LEFT, _SEEN_TOP, _SEEN_SIZE = -12.0, 4.0, 164.0


def mark_sign(mark: Mark) -> str:
    """A mark as a square SVG document with nothing behind it."""
    middle = SIGN_SIZE / 2
    return written(
        document(SIGN_SIZE, SIGN_SIZE, draw_mark(mark, colour_of(mark, EITHER), middle, middle, middle - 10))
    )


def door_sign(step: int) -> str:
    """The door at a step as a square SVG document with nothing behind it; ValueError for a step there is not."""
    view = f"{_SEEN_LEFT:g} {_SEEN_TOP:g} {_SEEN_SIZE:g} {_SEEN_SIZE:g}"
    return written(document(SIGN_SIZE, SIGN_SIZE, door.draw_door(step, small=True), view=view))


def avatar(size: int = 512) -> str:
    """The bot's picture of itself, a door ajar, as a square SVG document that also survives a round crop."""
    leaf: Element = door.draw_door(_AVATAR_STEP)
    scale = 2.45
    leaf.set("transform", f"translate({256 - 88 * scale:.2f} {256 - 85 * scale:.2f}) scale({scale})")
    ground = shape("rect", width=512, height=512, fill=DARK.panel)
    return written(document(size, size, ground, leaf, view="0 0 512 512"))
