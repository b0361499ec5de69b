"""Building SVG elements with little noise. What is drawn stands in the modules beside this one."""

import xml.etree.ElementTree as ElementTree
from xml.etree.ElementTree import Element

Value = str | int | float


def shape(tag: str, *children: Element, **attributes: Value) -> Element:
    """An element; `stroke_width=2.0` becomes `stroke-width="2"`. Numbers are user units, kept to two decimals."""
    element = Element(tag, {name.replace("_", "-"): _written(value) for name, value in attributes.items()})
    element.extend(children)
    return element


def document(width: float, height: float, *children: Element, view: str | None = None) -> Element:
    """The root element; `view` is the viewBox where it is not simply the size."""
    return shape(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=view or f"0 0 {_written(width)} {_written(height)}",
    )


def path(*points: tuple[float, float]) -> str:
    """The data of a closed polygon."""
    return "M" + " L".join(f"{_written(x)} {_written(y)}" for x, y in points) + " Z"


def written(element: Element) -> str:
    """The element as text, with everything escaped that XML asks to escape."""
    return ElementTree.tostring(element, encoding="unicode")


def _written(value: Value) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
