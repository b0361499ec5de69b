"""The fonts of the pictures: where their files stand, which characters they have, and how wide they set words.

They come from two packages (Noto Sans, variable; Noto Sans CJK; both under the SIL Open Font License 1.1), never from
the system, so that a picture comes out the same everywhere. HarfBuzz measures with the shaping the renderer uses.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import fontpkg_noto_sans
import noto_cjk_sans_otc
import uharfbuzz

LATIN_FILE: Path = fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"
CJK_FILE = Path(str(noto_cjk_sans_otc.FONT_PATH))

# The package has no type information.
_harfbuzz = cast("Any", uharfbuzz)


@dataclass(frozen=True)
class Face:
    """One face of a font file, known to the renderer by the name of its family."""

    family: str
    file: Path
    index: int = 0
    variable: bool = False

    def has(self, character: str) -> bool:
        """Whether the face has a glyph for a character."""
        return _font(self, 400, 100.0).get_nominal_glyph(ord(character)) is not None

    def width(self, text: str, weight: int, stretch: float) -> float:
        """How far the text runs at size 1, in one line. A face that is not variable knows one weight and stretch."""
        return _width(self, text, weight, stretch) if self.variable else _width(self, text, 400, 100.0)


LATIN = Face("Noto Sans", LATIN_FILE, variable=True)
_HAN = {
    "ja": Face("Noto Sans CJK JP", CJK_FILE, 0),
    "ko": Face("Noto Sans CJK KR", CJK_FILE, 1),
    "zh": Face("Noto Sans CJK SC", CJK_FILE, 2),
    "zh-TW": Face("Noto Sans CJK TC", CJK_FILE, 3),
    "zh-HK": Face("Noto Sans CJK HK", CJK_FILE, 4),
}


def han(language: str) -> Face:
    """The face that has Chinese characters as readers of a language write them (`zh-CN`, `ja` ...)."""
    return _HAN.get(language) or _HAN.get(language.partition("-")[0]) or _HAN["zh"]


def files_for(svg: str) -> list[str]:
    """The font files that a drawing needs: none without words, the large one only where it is named."""
    return [str(file) for file, sign in ((LATIN_FILE, "<text"), (CJK_FILE, "Noto Sans CJK")) if sign in svg]


@cache
def _font(face: Face, weight: int, stretch: float) -> Any:
    font = _harfbuzz.Font(_harfbuzz.Face(_harfbuzz.Blob.from_file_path(str(face.file)), face.index))
    if face.variable:
        font.set_variations({"wght": weight, "wdth": stretch})
    return font


@lru_cache(maxsize=4096)
def _width(face: Face, text: str, weight: int, stretch: float) -> float:
    font = _font(face, weight, stretch)
    buffer = _harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    _harfbuzz.shape(font, buffer)
    advance = sum(position.x_advance for position in buffer.glyph_positions)
    return advance / font.face.upem
