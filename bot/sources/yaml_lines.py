"""Safe YAML with the line of every key: plain values only, nothing constructed, no key twice.

Every scalar is text, apart from an empty one, `~` and `null`, so that a model called `2.5` or `no` keeps its
name. Tags, anchors and aliases are refused: no index uses them, and they make small files large.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.sources.reading import ReadFault, SourceFile, Unreadable

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]

MOST_CHARACTERS = 1_000_000
MOST_LEVELS = 40
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "null", "bool", "int", "float", "timestamp", "seq", "map", "merge", "value")
)


@dataclass(frozen=True)
class Tree:
    """A file as plain values. Asking for something that is not there, or not as expected, raises `Unreadable`."""

    file: str
    root: Value
    lines: Mapping[Path, int] = field(repr=False)

    def line(self, path: Path) -> int:
        """The line, from 1, of a key or item, or of the nearest thing around it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, expected: str) -> Unreadable:
        """The error to raise for a key."""
        return Unreadable(ReadFault(self.file, expected, self.line(path), ".".join(map(str, path)) or None))

    def get(self, *path: str | int) -> Value:
        """The value at a path, or None where there is none."""
        value = self.root
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def has(self, *path: str | int) -> bool:
        """Whether the key is there, whatever it holds."""
        return path in self.lines

    def text(self, *path: str | int) -> str | None:
        """A text without blanks around it; None where the key is missing or holds nothing."""
        value = self.get(*path)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.fault(path, "a text")
        return value.strip() or None

    def needed_text(self, *path: str | int) -> str:
        """A text that must be there."""
        found = self.text(*path)
        if found is None:
            raise self.fault(path, "a text, not nothing")
        return found

    def mapping(self, *path: str | int) -> dict[str, Value]:
        """A mapping; an empty one where the key is missing or holds nothing."""
        value = self.get(*path)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.fault(path, "a mapping (keys with values)")
        return value

    def needed_mapping(self, *path: str | int) -> dict[str, Value]:
        """A mapping that must be there and hold something."""
        found = self.mapping(*path)
        if not found:
            raise self.fault(path, "a mapping (keys with values), not nothing")
        return found

    def items(self, *path: str | int) -> list[Value]:
        """A list that must be there; it may be empty."""
        value = self.get(*path)
        if not isinstance(value, list):
            raise self.fault(path, "a list")
        return value


def read_yaml(file: SourceFile) -> Tree:
    """Parse one document.

    Raises:
        Unreadable: the text is not YAML, is not a mapping, repeats a key, or uses a tag, an anchor or an alias.
    """
    if len(file.text) > MOST_CHARACTERS:
        raise Unreadable(ReadFault(file.name, f"at most {MOST_CHARACTERS:,} characters"))
    try:
        node = yaml.SafeLoader(file.text.removeprefix("\ufeff")).get_single_node()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else None
        raise Unreadable(ReadFault(file.name, f"valid YAML ({problem.problem or problem.context})", line)) from problem
    except (yaml.YAMLError, RecursionError) as problem:
        reason = "nested too deep" if isinstance(problem, RecursionError) else " ".join(str(problem).split())
        raise Unreadable(ReadFault(file.name, f"valid YAML ({reason})")) from problem
    lines: dict[Path, int] = {}
    builder = _Builder(file.name, lines)
    root = None if node is None else builder.build(node, ())
    if not isinstance(root, dict):
        raise Unreadable(ReadFault(file.name, "a mapping (keys with values) at the top", 1))
    return Tree(file.name, root, lines)


class _Builder:
    def __init__(self, file: str, lines: dict[Path, int]) -> None:
        self._file = file
        self._lines = lines
        self._seen: set[int] = set()

    def build(self, node: Node, path: Path) -> Value:
        if id(node) in self._seen:
            raise self._fault(node, path, "the value written out, not an alias of another one")
        self._seen.add(id(node))
        if len(path) > MOST_LEVELS:
            raise self._fault(node, path, f"at most {MOST_LEVELS} levels")
        if node.tag not in _PLAIN_TAGS:
            raise self._fault(node, path, f"a plain value, without the tag {node.tag}")
        if isinstance(node, ScalarNode):
            text = cast("str", node.value)
            return None if node.style is None and text in _NULLS else text
        if isinstance(node, SequenceNode):
            items = cast("list[Node]", node.value)
            return [self._placed(item, item, (*path, index)) for index, item in enumerate(items)]
        return self._mapping(cast("MappingNode", node), path)

    def _mapping(self, node: MappingNode, path: Path) -> Value:
        result: dict[str, Value] = {}
        for key_node, value_node in cast("list[tuple[Node, Node]]", node.value):
            if not isinstance(key_node, ScalarNode):
                raise self._fault(key_node, path, "a word as key")
            key = cast("str", key_node.value)
            here = (*path, key)
            if key in result:
                first = self._lines.pop(here)
                raise self._fault(key_node, here, f"this key once; it stands on line {first} already")
            result[key] = self._placed(key_node, value_node, here)
        return result

    def _placed(self, start: Node, value: Node, path: Path) -> Value:
        self._lines[path] = start.start_mark.line + 1
        return self.build(value, path)

    def _fault(self, node: Node, path: Path, expected: str) -> Unreadable:
        # An alias is the node that it stands for: the line is that of the key, where there is one.
        line = self._lines.get(path) or node.start_mark.line + 1
        return Unreadable(ReadFault(self._file, expected, line, ".".join(map(str, path)) or None))
