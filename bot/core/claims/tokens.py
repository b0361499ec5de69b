"""A text as words, numbers and single Chinese characters with their places. What they mean stands elsewhere.

Names and phrases go the same way, so that `GPT-4o`, `gpt4o` and `GPT 4o` are one sequence, and a pattern can only
be found where whole words are.
"""

import re
import unicodedata
from itertools import product
from typing import NamedTuple

_TOKEN = re.compile(r"[a-z]+|\d+(?:\.\d+)*|[\u3400-\u9fff]|[^\W\d_a-z]+|\+")
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")


class Token(NamedTuple):
    """One word, number or Chinese character, folded, with where it stands in the text."""

    text: str
    start: int
    end: int


def folded(text: str) -> str:
    """The text in lower case, of one width and without accents, every character at its place."""
    if text.isascii():
        return text.lower()
    return "".join(sign.lower() if sign.isascii() else _folded_sign(sign) for sign in text)


def _folded_sign(sign: str) -> str:
    spread = unicodedata.normalize("NFKD", sign)
    first = spread[0] if len(spread) == 1 or all(unicodedata.combining(other) for other in spread[1:]) else sign
    lowered = first.lower()
    return lowered if len(lowered) == 1 else sign


def tokens(text: str) -> list[Token]:
    """The tokens of a text in their order."""
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(folded(text))]


def pattern(text: str) -> str:
    """A name or phrase as the sequence that is searched for; empty where it has no token."""
    found = [token.text for token in tokens(text)]
    return f" {' '.join(found)} " if found else ""


def spelled_out(phrase: str) -> list[str]:
    """Every way to say a phrase whose alternatives stand in brackets: `open weight(s|)` gives two."""
    pieces: list[list[str]] = []
    end = 0
    for match in _ALTERNATIVES.finditer(phrase):
        pieces += [[phrase[end : match.start()]], match[1].split("|")]
        end = match.end()
    pieces.append([phrase[end:]])
    return ["".join(choice) for choice in product(*pieces)]
