"""Writing a document as a file of `data/`: one fixed form, and the comments that people wrote there kept."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias, cast

from yaml.error import Mark
from yaml.nodes import Node, ScalarNode

from bot.core.catalogue.documents import Document
from bot.core.catalogue.plain import Plain, plain
from bot.storage.datafiles.yamltext import Parsed, parse, places

WIDTH = 110
"""Longer texts are folded at blanks; links stay whole."""

Path: TypeAlias = tuple[Any, ...]
"""Keys, and for an item of a list its identity rather than its number, so that comments move along with it."""


def dump(document: Document, previous_text: str | None = None) -> str:
    """Write a document as YAML that reads back as an equal document.

    Keys stand in the order of the document class; what equals its default is left out; lists stand one
    item a line. Equal documents and equal previous texts give equal results.

    Args:
        document: what to write.
        previous_text: the file as it is now. Its comments are kept beside or above the keys and items
            that they stood at, as long as those still exist.

    Raises:
        YamlFault: the previous text cannot be read.
    """
    comments = _Comments() if previous_text is None else _comments_of(previous_text)
    lines = list(_mapping(plain(document), "", (), comments))
    return "\n".join([*lines, *comments.tail]) + "\n"


@dataclass(slots=True)
class _Comments:
    above: dict[Path, list[str]] = field(default_factory=dict[Path, list[str]])
    beside: dict[Path, str] = field(default_factory=dict[Path, str])
    tail: list[str] = field(default_factory=list[str])

    def over(self, path: Path, indent: str) -> Iterator[str]:
        """The comment lines above a key or item."""
        return (indent + comment for comment in self.above.get(path, ()))

    def after(self, path: Path) -> str:
        """The comment at the end of a key's line, with the blanks before it."""
        comment = self.beside.get(path)
        return f"  {comment}" if comment else ""


def _mapping(mapping: Mapping[str, Plain], indent: str, path: Path, comments: _Comments) -> Iterator[str]:
    for key, value in mapping.items():
        here = (*path, key)
        yield from comments.over(here, indent)
        yield from _value(value, f"{indent}{_text(key)}:", indent, here, comments)


def _value(value: Plain, head: str, indent: str, path: Path, comments: _Comments) -> Iterator[str]:
    beside = comments.after(path)
    inner = indent + "  "
    if isinstance(value, dict) and value:
        yield head + beside
        yield from _mapping(value, inner, path, comments)
    elif isinstance(value, list) and value:
        yield head + beside
        for item in value:
            yield from _item(item, inner, (*path, _identity(item)), comments)
    else:
        first, *rest = _folded(head, _scalar(value), inner)
        if rest:
            # A comment inside a folded text would end the text.
            yield from (f"{indent}{comment.strip()}" for comment in (beside,) if comment)
            beside = ""
        yield first + beside
        yield from rest


def _item(item: Plain, indent: str, path: Path, comments: _Comments) -> Iterator[str]:
    yield from comments.over(path, indent)
    if isinstance(item, dict) and item:
        lines = _mapping(item, indent + "  ", path, comments)
        dashed = False
        for line in lines:
            if not dashed and not line.lstrip().startswith("#"):
                yield f"{indent}- {line[len(indent) + 2 :]}"
                dashed = True
            else:
                yield line if dashed else indent + line.lstrip()
    else:
        yield from _value(item, f"{indent}-", indent, path, comments)


_IDENTIFYING = ("source", "record", "judged", "edition")


def _identity(item: Plain) -> object:
    """What makes an item of a list the same item after an edit: its text, or the keys that name it."""
    if isinstance(item, dict):
        return tuple(str(item.get(key)) for key in _IDENTIFYING)
    return str(item)


_NUMBER_OR_DAY = re.compile(r"[-+.]?\d[\d_,.:]*(?:[eE][-+]?\d+)?|0[box][\da-fA-F_]+|\d{4}-\d\d?-\d\d?(?:[Tt\s].*)?")
_MEANT_OTHERWISE = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"))


def _scalar(value: Plain) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | dict):
        return "[]" if isinstance(value, list) else "{}"
    return str(value)


def _text(text: str) -> str:
    """A text unquoted where every YAML reader takes it for that same text, else in double quotes."""
    return text if _speaks_for_itself(text) else _quoted(text)


def _speaks_for_itself(text: str) -> bool:
    if not text or not (text[0].isalnum() or text[0] in "(/") or text[-1] in ": ":
        return False
    if not text.isprintable() or ": " in text or " #" in text:
        return False
    return text.lower() not in _MEANT_OTHERWISE and not _NUMBER_OR_DAY.fullmatch(text)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\\n\t\r':
        return json.dumps(character)[1:-1]
    if character.isprintable():
        return character
    # Marks that change the direction or hide are written out, so that a reviewer sees them.
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


_BREAKABLE = re.compile(r"(?<=[^ ]) (?=[^ ])")


def _folded(head: str, text: str, indent: str) -> list[str]:
    """Break a line that is too long at single blanks of its text; readers join the pieces with a blank again."""
    first, *rest = _BREAKABLE.split(text)
    lines: list[str] = []
    current = f"{head} {first}"
    for piece in rest:
        if len(current) + 1 + len(piece) > WIDTH:
            lines.append(current)
            current = indent + piece
        else:
            current = f"{current} {piece}"
    return [*lines, current]


_BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_COMMENT = re.compile(r"[\]\[{},:?\s-]*?(?:(?<=\s)|^)(#.*)$")


def _comments_of(text: str) -> _Comments:
    """Find the comments of a file and what they belong to: the next key or item, or the one on their line."""
    parsed = parse(text.removeprefix("\ufeff"))
    covered = _covered(parsed)
    starts: dict[int, Path] = {}
    last: dict[int, Path] = {}
    for location, start, _ in places(parsed.node):
        path = _stable(parsed, location)
        line = cast("Mark", start.start_mark).line
        starts.setdefault(line, path)
        last[line] = path
    comments = _Comments()
    waiting: list[str] = []
    for number, line in enumerate(_BREAKS.split(text.removeprefix("\ufeff"))):
        column = covered.get(number, 0)
        found = None if column is None else _COMMENT.match(line, column)
        if found and number in last:
            comments.beside[last[number]] = found[1].rstrip()
        elif found:
            waiting.append(found[1].rstrip())
        if number in starts and waiting:
            comments.above[starts[number]] = waiting
            waiting = []
    comments.tail = waiting
    return comments


def _stable(parsed: Parsed, location: tuple[int | str, ...]) -> Path:
    """A location with each number of an item replaced by the item's identity."""
    path: list[object] = []
    value: Any = parsed.value
    for part in location:
        value = value[part]
        path.append(part if isinstance(part, str) else _identity(value))
    return tuple(path)


def _covered(parsed: Parsed) -> dict[int, int | None]:
    """For each line that scalars stand on, the column behind the last of them; None where one goes on below."""
    covered: dict[int, int | None] = {}
    for scalar in _scalars(parsed.node):
        start, end = cast("Mark", scalar.start_mark), cast("Mark", scalar.end_mark)
        for number in range(start.line, end.line):
            covered[number] = None
        # The end of a block text is the start of the next line, which may well be a comment.
        if end.column or start.line == end.line:
            covered[end.line] = end.column
    return covered


def _scalars(node: Node | None) -> Iterator[ScalarNode]:
    for _, start, value in places(node):
        yield from (found for found in (start, value) if isinstance(found, ScalarNode))
