"""The five shapes that say how far a component is public. Each can be told from the others without colour."""

import math
from enum import StrEnum
from xml.etree.ElementTree import Element

from cogs.shared.pictures.svg import shape
from cogs.shared.theme import Hues, Theme, mix


class Mark(StrEnum):
    """What a shape says; the word beside it says it more closely."""

    PUBLIC = "public"
    PARTIAL = "partial"
    """Gated, partly public, or under terms that limit."""
    CLOSED = "closed"
    UNKNOWN = "unknown"
    DISPUTED = "disputed"


def colour_of(mark: Mark, hues: Hues) -> str:
    """The colour of a mark."""
    match mark:
        case Mark.PUBLIC:
            return hues.public
        case Mark.PARTIAL:
            return hues.partial
        case Mark.CLOSED:
            return hues.closed
        case Mark.UNKNOWN:
            return hues.unknown
        case Mark.DISPUTED:
            return hues.disputed


def tile_colour(mark: Mark, theme: Theme) -> str:
    """What words about a mark stand on: the theme's tile with a breath of the mark's colour."""
    return mix(colour_of(mark, theme.hues), theme.tile, 0.1)


def draw_mark(mark: Mark, colour: str, x: float, y: float, radius: float) -> Element:
    """The shape around the centre (x, y), nowhere further than `radius` from it."""
    draw = {
        Mark.PUBLIC: _full_disc,
        Mark.PARTIAL: _half_disc,
        Mark.CLOSED: _struck_circle,
        Mark.UNKNOWN: _asking_circle,
        Mark.DISPUTED: _split_disc,
    }[mark]
    drawn = draw(colour)
    drawn.set("transform", f"translate({x:g} {y:g}) scale({radius / 50:g})")
    return drawn


# Each shape is drawn around (0, 0) with radius 50.
_LINE = 11.0
_RING = 50 - _LINE / 2


def _ring(colour: str, **more: str | float) -> Element:
    return shape("circle", r=_RING, fill="none", stroke=colour, stroke_width=_LINE, **more)


def _full_disc(colour: str) -> Element:
    return shape("g", shape("circle", r=50, fill=colour))


def _half_disc(colour: str) -> Element:
    half = shape("path", d=f"M0 {-_RING:g} A{_RING:g} {_RING:g} 0 0 0 0 {_RING:g} Z", fill=colour)
    return shape("g", _ring(colour), half)


def _struck_circle(colour: str) -> Element:
    reach = _RING * math.sqrt(0.5)
    stroke = shape("path", d=f"M{-reach:g} {reach:g} L{reach:g} {-reach:g}", stroke=colour, stroke_width=_LINE)
    return shape("g", _ring(colour), stroke)


def _asking_circle(colour: str) -> Element:
    dashes = 9
    dash = 2 * math.pi * _RING / dashes
    ring = _ring(colour, stroke_dasharray=f"{dash * 0.58:.3f} {dash * 0.42:.3f}")
    return shape("g", ring, question_mark(colour, 0, 0, 54))


def _split_disc(colour: str) -> Element:
    # Two solid halves, slid along the cut: unlike the half disc, both are filled and neither meets the other.
    radius, gap, slip = 43, 6.5, 6.5
    left = shape("path", d=f"M{-gap:g} {-radius - slip:g} a{radius} {radius} 0 0 0 0 {2 * radius} Z", fill=colour)
    right = shape("path", d=f"M{gap:g} {-radius + slip:g} a{radius} {radius} 0 0 1 0 {2 * radius} Z", fill=colour)
    return shape("g", left, right)


def question_mark(colour: str, x: float, y: float, height: float) -> Element:
    """A question mark around the centre (x, y), drawn as a line so that it needs no font."""
    hook = shape(
        "path",
        d="M-21 -22 A22 22 0 1 1 13 -5 C3 3 0 7 0 18",
        fill="none",
        stroke=colour,
        stroke_width=14,
        stroke_linecap="round",
    )
    dot = shape("circle", cx=0, cy=42, r=8.5, fill=colour)
    return shape("g", hook, dot, transform=f"translate({x:g} {y:g}) scale({height / 105:g})")
