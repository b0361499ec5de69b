"""Safe YAML with line numbers: text to plain values and the places they stand at. Knows nothing of documents.

Only what `data/` needs is accepted: one document of mappings, lists and text. Every scalar is text,
apart from an empty one, `~` and `null`; the document classes decide what a text means. So `country: NO`
stays Norway and `released: 2024` stays a year. Tags, anchors and aliases are refused, and with them
every way of making a small file large.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import yaml
from yaml.error import Mark, MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

MOST_CHARACTERS = 400_000
"""A longer file is refused unread; the longest of the base catalogue is far below."""
MOST_BRACKETS = 1_000
"""More opening brackets are refused unread: the parser nests its own calls, and a long enough row ends the process."""
MOST_LEVELS = 40
"""A deeper nesting is refused; documents need six."""

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"

_TEXT = "tag:yaml.org,2002:str"
_NULL = "tag:yaml.org,2002:null"
_LIST = "tag:yaml.org,2002:seq"
_MAPPING = "tag:yaml.org,2002:map"
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))

if TYPE_CHECKING:
    _FastLoader = yaml.SafeLoader
else:
    # The C parser is ten times as fast; PyYAML built without it still reads the same files.
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FastLoader):
    """PyYAML's parser with its guessing of types replaced, which also makes it faster."""

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:
        if kind is ScalarNode:
            return _NULL if implicit[0] and value in _NULLS else _TEXT
        return _LIST if kind is SequenceNode else _MAPPING

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Skip path resolvers: there are none."""

    def ascend_resolver(self) -> None:
        """Skip path resolvers: there are none."""


class YamlFault(Exception):
    """A text that is not YAML, or more YAML than is accepted here."""

    def __init__(self, problem: str, line: int, key: str = "") -> None:
        """`line` counts from 1."""
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.key = key


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as plain values, able to say where each value stands."""

    value: Value
    node: Node | None

    def line_of(self, location: tuple[int | str, ...]) -> int:
        """The line, from 1, of the key or item at a location, or of the nearest thing around it that exists."""
        node, line = self.node, _line(self.node)
        for part in location:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return line


def parse(text: str) -> Parsed:
    """Read one YAML document.

    Raises:
        YamlFault: the text is not YAML, holds more than one document, repeats a key, or uses a tag, an
            anchor, an alias, or a key that is not text.
    """
    if len(text) > MOST_CHARACTERS:
        raise YamlFault(f"the file is longer than {MOST_CHARACTERS:,} characters", 1)
    _refuse_depth(text)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return Parsed(None, None) if node is None else Parsed(_Builder().build(node, 0), node)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        words = problem.problem or problem.context or "this is not YAML"
        raise YamlFault(f"this is not valid YAML: {words}", mark.line + 1 if mark else 1) from problem
    except ReaderError as problem:
        # The C reader counts bytes of UTF-8, the Python one characters; both count from the start.
        before = text.encode()[: problem.position].decode(errors="ignore")
        raise YamlFault(
            f"the character number {problem.character} is not allowed in YAML", before.count("\n") + 1
        ) from problem
    except YAMLError as problem:
        raise YamlFault(f"this is not valid YAML: {problem}", 1) from problem
    finally:
        cast("Any", loader).dispose()


_ROW_OF_INDICATORS = re.compile(rf"^ *(?:[-?:] +){{{MOST_LEVELS}}}", re.MULTILINE)


def _refuse_depth(text: str) -> None:
    """Refuse what nests deeply before the parser meets it."""
    row = _ROW_OF_INDICATORS.search(text)
    if row is not None:
        raise YamlFault("the nesting is too deep", text.count("\n", 0, row.start()) + 1)
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise YamlFault(f"there are more than {MOST_BRACKETS:,} opening brackets; write lists one item a line", 1)


class _Builder:
    """Turns nodes into values, refusing whatever would stand twice."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def build(self, node: Node, level: int) -> Value:
        identity = id(node)
        if identity in self._seen:
            raise YamlFault("anchors and aliases are not used in these files; write the value out", _line(node))
        self._seen.add(identity)
        if level > MOST_LEVELS:
            raise YamlFault("the nesting is too deep", _line(node))
        tag = node.tag
        if isinstance(node, ScalarNode):
            if tag == _TEXT:
                return cast("str", node.value)
            if tag == _NULL:
                return None
        elif isinstance(node, MappingNode):
            if tag == _MAPPING:
                return self._mapping(node, level)
        elif tag == _LIST:
            return [self.build(item, level + 1) for item in cast("list[Node]", node.value)]
        raise YamlFault(f"tags such as `{tag}` are not used in these files", _line(node))

    def _mapping(self, node: MappingNode, level: int) -> Value:
        result: dict[str, Value] = {}
        for key_node, value_node in cast("list[tuple[Node, Node]]", node.value):
            key = self.build(key_node, level + 1)
            if not isinstance(key, str):
                raise YamlFault("a key is a word, not a list, a mapping or nothing", _line(key_node))
            if key in result:
                raise YamlFault("this key stands twice", _line(key_node), key)
            result[key] = self.build(value_node, level + 1)
        return result


def _line(node: Node | None) -> int:
    return 1 if node is None else cast("Mark", node.start_mark).line + 1


def _child(node: Node | None, part: int | str) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key_node, value_node in cast("list[tuple[Node, Node]]", node.value):
            if key_node.value == str(part):
                return _line(key_node), value_node
    elif isinstance(node, SequenceNode) and isinstance(part, int):
        items = cast("list[Node]", node.value)
        if part < len(items):
            return _line(items[part]), items[part]
    return None


def places(
    node: Node | None, location: tuple[int | str, ...] = ()
) -> Iterator[tuple[tuple[int | str, ...], Node, Node]]:
    """Every key and item below a node in the order of the text: its location, where it starts, its value."""
    if isinstance(node, MappingNode):
        for key_node, value_node in cast("list[tuple[Node, Node]]", node.value):
            here = (*location, cast("str", key_node.value))
            yield here, key_node, value_node
            yield from places(value_node, here)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(cast("list[Node]", node.value)):
            here = (*location, index)
            yield here, item, item
            yield from places(item, here)
