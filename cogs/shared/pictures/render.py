"""Drawings into PNG bytes, kept by what they show. Safe to call from any thread; knows nothing of what is drawn."""

import asyncio
from collections.abc import Callable, Hashable
from functools import partial
from io import BytesIO
from threading import Lock
from typing import Any, TypeVar

import resvg_py
from cachetools import LRUCache, cached
from cachetools.keys import hashkey
from PIL import Image

from cogs.shared.pictures.fonts import files_for

KEPT_BYTES = 8 * 1024 * 1024
"""How much memory finished pictures may take; those asked for longest ago go first."""

_COLOURS, _OPACITIES = 192, 64
"""How a palette of 256 is shared out: between the colours of the picture and degrees of a panel's opacity."""
_kept: LRUCache[tuple[Hashable, ...], bytes] = LRUCache(KEPT_BYTES, getsizeof=len)
_keeping, _drawing = Lock(), Lock()
_Draw = TypeVar("_Draw", bound=Callable[..., bytes])
_Picture = TypeVar("_Picture", bound=Hashable)


def remembering(draw: _Draw) -> _Draw:
    """Let a function that draws take equal pictures from memory; all that are marked so share it."""
    remembered: Any = cached(_kept, key=partial(hashkey, draw.__name__), lock=_keeping)(draw)
    return remembered


async def drawn(draw: Callable[[_Picture], bytes], picture: _Picture) -> bytes:
    """The picture from memory at once, else drawn in a worker thread. `draw` is a function that is `remembering`."""
    with _keeping:
        known = _kept.get(hashkey(draw.__name__, picture))
    return await asyncio.to_thread(draw, picture) if known is None else known


def png(svg: str) -> bytes:
    """The picture of an SVG document, a pixel to a user unit; ValueError for what is not SVG."""
    # The renderer holds the interpreter's lock while it draws. So threads lose nothing by waiting here, and with
    # one of them drawing at a time the event loop gets its turn after every drawing.
    with _drawing:
        return resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=files_for(svg))


def panel_png(strips: tuple[str, ...], panel: str) -> bytes:
    """One picture of SVG documents of equal width, from top to bottom, on a panel of one colour (`#rrggbb`).

    It takes less than half the bytes that `png` would, as it has a palette; only the panel's colour may be partly
    transparent, which is enough for round corners. It takes a fifth of a second, so call it in a worker thread.
    """
    pictures = [Image.open(BytesIO(png(strip))) for strip in strips]
    whole = Image.new("RGBA", (pictures[0].width, sum(picture.height for picture in pictures)))
    top = 0
    for picture in pictures:
        whole.paste(picture, (0, top))
        top += picture.height
    file = BytesIO()
    _with_palette(whole, panel).save(file, "PNG")
    return file.getvalue()


def kept_bytes() -> int:
    """How much memory the finished pictures take that are kept."""
    return int(_kept.currsize)


def _with_palette(picture: Image.Image, panel: str) -> Image.Image:
    behind = Image.new("RGBA", picture.size, panel)
    solid = Image.alpha_composite(behind, picture).convert("RGB")
    reduced = solid.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours = bytes(reduced.getpalette("RGB") or ())[: 3 * _COLOURS].ljust(3 * _COLOURS, b"\0")
    reduced.putpalette(colours + bytes.fromhex(panel[1:]) * _OPACITIES)
    alpha = picture.getchannel("A")
    step = 256 // _OPACITIES
    opacities = _each(alpha, [_COLOURS + opacity // step for opacity in range(256)])
    reduced.paste(opacities, mask=_each(alpha, [255] * 255 + [0]))
    reduced.info["transparency"] = bytes([255] * _COLOURS + [index * step for index in range(_OPACITIES)])
    return reduced


def _each(channel: Image.Image, becomes: list[int]) -> Image.Image:
    """The channel with each value replaced by what a table of 256 has in its place."""
    return channel.point(becomes)  # pyright: ignore[reportUnknownMemberType]
