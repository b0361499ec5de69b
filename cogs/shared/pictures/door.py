"""The door, Ajar's sign: how far it stands open, and the light behind it, are the step of release."""

import math
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from cogs.shared.pictures.marks import question_mark
from cogs.shared.pictures.svg import path, shape
from cogs.shared.theme import STEPS

WIDTH, HEIGHT = 144.0, 172.0
"""The size of the drawing, in its own units: room for the door at any angle, and for its light."""

_LEFT, _RIGHT, _TOP, _FLOOR = 54.0, 126.0, 20.0, 148.0
_MIDDLE = (_LEFT + _RIGHT) / 2, (_TOP + _FLOOR) / 2
_ANGLES = (0.0, 0.0, 29.0, 40.0, 49.0, 58.0, 67.0, 78.0, 117.0)
"""Degrees by step, chosen so that the opening one sees grows by about equal parts."""
_DISTANCE = 5.0
"""How far from the wall the eye stands, in widths of the door."""
_HALO = 80.0, 68.0, 56.0
"""Radii of the rings of light around the frame."""
_SPILL = 20.0
"""How far the light falls on the floor."""

# Flat colours only: a picture with a palette has none to spare for gradients.
_NIGHT, _FRAME = "#101116", "#7b8296"
_LEAF, _LEAF_PANEL, _LEAF_LINE = "#4a5165", "#596178", "#a3aabd"
_BRASS, _EMBER, _GLOW, _LIGHT = "#ffd479", "#ffab47", "#ffc866", "#ffe7ad"
_ASKING = "#8c92a4"


@dataclass(frozen=True)
class Leaf:
    """The moving part of the door: hinged at the left, and swung towards the onlooker by `angle` degrees."""

    angle: float

    def point(self, along: float, down: float) -> tuple[float, float]:
        """Where a point is seen that lies `along` from the hinge and `down` from the top, both 0 to 1."""
        turn = math.radians(self.angle)
        nearness = _DISTANCE / (_DISTANCE - along * math.sin(turn))
        x = _LEFT + along * (_RIGHT - _LEFT) * math.cos(turn)
        y = _TOP + down * (_FLOOR - _TOP)
        return _MIDDLE[0] + (x - _MIDDLE[0]) * nearness, _MIDDLE[1] + (y - _MIDDLE[1]) * nearness

    def part(self, left: float, top: float, right: float, bottom: float) -> str:
        """The outline of a rectangle on the leaf, given in shares of its width and height."""
        return path(self.point(left, top), self.point(right, top), self.point(right, bottom), self.point(left, bottom))


def draw_door(step: int, *, small: bool = False) -> Element:
    """The door at one of `STEPS`, within (0, 0) and (`WIDTH`, `HEIGHT`); ValueError for any other number.

    Step 0 asks a question, 1 is shut and dark, 8 is flung open. `small` is for 22 pixels: bolder, fewer lines.
    """
    if step not in STEPS:
        raise ValueError(f"a step is one of 0 to {STEPS[-1]}, not {step}")
    if step == 0:
        return _asking_door(small=small)
    leaf = Leaf(_ANGLES[step])
    drawing = shape("g")
    if step > 1 and not small:
        strength = (step - 1) / (len(STEPS) - 2)
        drawing.extend(_disc_of_light(radius, 0.03 + 0.09 * strength) for radius in _HALO)
    drawing.append(_frame(small=small))
    if step > 1:
        drawing.extend(_room())
        drawing.extend(_spill(leaf))
    drawing.extend(_leaf(leaf, small=small))
    return drawing


def _disc_of_light(radius: float, opacity: float) -> Element:
    return shape("circle", cx=_MIDDLE[0] + 4, cy=_MIDDLE[1], r=radius, fill=_GLOW, fill_opacity=opacity)


def _room() -> list[Element]:
    """What is seen through the opening: light, and more of it the lower and the further to the right."""
    height = _FLOOR - _TOP
    slant = 0.3 * height

    def below(share: float, colour: str) -> Element:
        line = _TOP + share * height
        return shape(
            "path", d=path((_LEFT, line), (_RIGHT, line - slant), (_RIGHT, _FLOOR), (_LEFT, _FLOOR)), fill=colour
        )

    whole = shape("rect", x=_LEFT, y=_TOP, width=_RIGHT - _LEFT, height=height, fill=_EMBER)
    return [whole, below(0.5, _GLOW), below(0.92, _LIGHT)]


def _frame(*, small: bool) -> Element:
    line = 7.0 if small else 5.0
    return shape(
        "rect",
        x=_LEFT - line / 2,
        y=_TOP - line / 2,
        width=_RIGHT - _LEFT + line,
        height=_FLOOR - _TOP + line,
        rx=3,
        fill=_NIGHT,
        stroke=_FRAME,
        stroke_width=line,
    )


def _spill(leaf: Leaf) -> list[Element]:
    """The light on the floor, strong near the sill and weak beyond, as far as the leaf does not keep it back."""
    corner_x, corner_y = leaf.point(1, 1)

    def until(depth: float) -> Element:
        shadow = _LEFT + (corner_x - _LEFT) * depth / (corner_y - _FLOOR)
        left = min(max(shadow, _LEFT - 0.6 * depth), _RIGHT + 0.3 * depth)
        end = _FLOOR + depth
        outline = path((_LEFT, _FLOOR), (_RIGHT, _FLOOR), (_RIGHT + 0.7 * depth, end), (left, end))
        return shape("path", d=outline, fill=_GLOW, fill_opacity=0.38)

    return [until(_SPILL), until(0.5 * _SPILL)]


def _leaf(leaf: Leaf, *, small: bool) -> list[Element]:
    line = 4.5 if small else 2.5
    outline = shape(
        "path", d=leaf.part(0, 0, 1, 1), fill=_LEAF, stroke=_LEAF_LINE, stroke_width=line, stroke_linejoin="round"
    )
    x, y = leaf.point(0.85, 0.53)
    narrowing = abs(leaf.point(1, 0.5)[0] - leaf.point(0, 0.5)[0]) / (_RIGHT - _LEFT)
    knob = 8.0 if small else 5.0
    brass = shape("ellipse", cx=x, cy=y, rx=knob * max(0.45, narrowing), ry=knob, fill=_BRASS)
    if small:
        return [outline, brass]
    panels = [
        shape("path", d=leaf.part(0.16, top, 0.84, bottom), fill=_LEAF_PANEL)
        for top, bottom in ((0.08, 0.43), (0.63, 0.92))
    ]
    return [outline, *panels, brass]


def _asking_door(*, small: bool) -> Element:
    """A door whose place nobody knows: its outline is broken, and it asks."""
    line = 8.0 if small else 5.0
    return shape(
        "g",
        shape(
            "rect",
            x=_LEFT - line / 2,
            y=_TOP - line / 2,
            width=_RIGHT - _LEFT + line,
            height=_FLOOR - _TOP + line,
            rx=3,
            fill="none",
            stroke=_ASKING,
            stroke_width=line,
            stroke_dasharray=f"{line * 2.6:g} {line * 1.5:g}",
        ),
        question_mark(_ASKING, *_MIDDLE, 84.0 if small else 72.0),
    )
