"""Which texts may come in from chat or from an import: plain ones. The documents' own rules stand with the documents.

Files of `data/` are reviewed by people and are not asked this; what comes from chat and import is, in every text
field of every kind. Refused are characters that nobody sees or that turn the reading direction (Unicode categories
Cc, Cf, Cs, Co, Cn, Zl and Zp; the joiners U+200C and U+200D stay, Persian and emoji need them), Discord's mentions,
and marks of Markdown that would have no meaning in a plain text.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from bot.core.catalogue.plain import Plain
from bot.core.editing.changes import Path

MOST_CHARACTERS = 100_000
"""Of a whole document as JSON. The longest of the base catalogue has 21,303."""

MOST_OF_A_TEXT = 1_000
"""Characters of one text, for fields that have no shorter limit of their own. The base's longest has 501."""

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_JOINERS = frozenset("\u200c\u200d")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MENTION = re.compile(r"<[@#]|<a?:\w*:|<t:|</|@(?:everyone|here)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"\*\*|\|\||~~|```|\]\(|^(?:#{1,3}|>{1,3}|-#)\s", re.MULTILINE)
_HALF = re.compile("[\ud800-\udfff]")
_MOST_LEVELS = 40
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing that is wrong with what somebody wants to store."""

    path: str
    """The field, such as `records[0].snapshot`; empty for the entry as a whole."""
    sentence: str
    """What is wrong and what is expected, in English."""
    code: str = "value"
    """Names the message that words it for members, such as `unseen`, `mention` or pydantic's own `string_too_long`."""
    values: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    """What the message fills in."""
    entry: str = ""
    """The entry as `kind/slug`, where the fault is in another one than the one that is changed."""

    def __str__(self) -> str:
        place = ": ".join(piece for piece in (self.entry, self.path) if piece)
        return f"{place}: {self.sentence}" if place else self.sentence


def unfit(value: Plain, path: Path = ()) -> Iterator[tuple[Path, FieldFault]]:
    """Everything in a document's plain values that may not come in; the faults' own paths are left empty."""
    if isinstance(value, dict):
        for key, item in value.items():
            fault = unfit_text(key)
            if fault is not None:
                yield path, fault
            yield from unfit(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from unfit(item, (*path, place))
    elif isinstance(value, str) and len(value) > MOST_OF_A_TEXT:
        words = f"at most {MOST_OF_A_TEXT:,} characters fit here"
        yield path, FieldFault("", words, "string_too_long", {"max_length": str(MOST_OF_A_TEXT)})
    elif isinstance(value, str):
        fault = _unfit_link(value) if _LINK.fullmatch(value) else unfit_text(value)
        if fault is not None:
            yield path, fault
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, FieldFault("", "this is not a number", "float_type")


def half_characters(value: object, path: Path = ()) -> Iterator[tuple[Path, FieldFault]]:
    """Texts with half a surrogate pair, among values of any kind: nothing can encode them, not even to refuse them."""
    if isinstance(value, str):
        if _HALF.search(value):
            yield path, FieldFault("", "a broken character stands here; take it out", "unseen", {"character": "U+D800"})
    elif len(path) > _MOST_LEVELS:
        return
    elif isinstance(value, Mapping):
        for key, item in cast("Mapping[object, object]", value).items():
            yield from half_characters(key, path)
            yield from half_characters(item, (*path, key if isinstance(key, str | int) else str(key)))
    elif isinstance(value, list | tuple):
        for place, item in enumerate(cast("Sequence[object]", value)):
            yield from half_characters(item, (*path, place))


def unfit_text(text: str, *, breaks: bool = False, marks: bool = False) -> FieldFault | None:
    """Why a text may not come in, or None.

    Args:
        text: what somebody wrote.
        breaks: whether it may have several lines.
        marks: whether mentions and Markdown are let through, since it is somebody's note and no document.
    """
    for character in text:
        if character in _TURNING:
            return FieldFault(
                "",
                f"a mark that turns the reading direction (U+{ord(character):04X}) stands here; take it out",
                "turning",
                {"character": f"U+{ord(character):04X}"},
            )
        if unicodedata.category(character) in _UNSEEN and character not in _JOINERS:
            if breaks and character == "\n":
                continue
            return FieldFault(
                "",
                f"a character that nobody sees (U+{ord(character):04X}) stands here; take it out",
                "unseen",
                {"character": f"U+{ord(character):04X}"},
            )
    if marks:
        return None
    mention = _MENTION.search(text)
    if mention:
        return FieldFault("", "Discord's mentions have no place here; write the name", "mention")
    mark = _MARKDOWN.search(text)
    if mark:
        shown = mark[0].strip()
        return FieldFault("", f"write plain text, without `{shown}`", "markdown", {"mark": shown})
    return None


def _unfit_link(link: str) -> FieldFault | None:
    fault = unfit_text(link, marks=True)
    if fault is not None:
        return fault
    host = link.partition("://")[2].partition("/")[0]
    if "@" in host:
        return FieldFault("", "a link with a name before the site may lead elsewhere than it seems", "link_disguised")
    if any(character in link for character in '<>"`\\|^{}'):
        return FieldFault("", 'a link may not hold any of < > " ` \\ | ^ { }', "link_characters")
    return None
