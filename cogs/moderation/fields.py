"""The parts of an entry that a form can show: what they are, as text for a form, and back. Neither Discord nor words.

What a field is comes from the document classes, so a field that is added there can be edited here.
"""

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias, Union, cast, get_args, get_origin

import yaml

from bot.core.catalogue.components import Channel, Component
from bot.core.catalogue.documents import Document, InBoth
from bot.storage.datafiles import EntryKind, document_type
from bot.storage.datafiles.yamltext import YamlFault, parse

LONGEST_INPUT = 4000
"""Characters in one text of a form, by Discord's limit."""
NEW = "+"
"""Stands in a path for an item that is not there yet."""
BETWEEN = " | "
"""Stands between English and Chinese where both share a line."""

Path: TypeAlias = "tuple[str, ...]"
Values: TypeAlias = Mapping[str, Any]


class Form(StrEnum):
    """How a field is asked for."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    LINES = "lines"
    """A list, one item a line."""
    BOTH = "both"
    """A text in English and in Chinese."""
    BOTH_LINES = "both_lines"
    """A list of such texts, one a line."""
    YAML = "yaml"
    """What no form shows well."""
    COMPONENT = "component"
    """A component of a version: the moderators' own word on it."""
    REACH = "reach"
    """A way to reach a version, likewise."""


@dataclass(frozen=True, slots=True)
class Field:
    """One part of an entry."""

    path: Path
    form: Form
    required: bool = False
    options: tuple[str, ...] = ()
    longest: int = LONGEST_INPUT
    number: bool = False

    @property
    def key(self) -> str:
        """The path as one text, for a menu's option."""
        return ".".join(self.path)

    @property
    def name(self) -> str:
        """The field's own name, without its place in a list."""
        return self.path[-1] if self.form in (Form.COMPONENT, Form.REACH) else self.path[0]


class Unreadable(Exception):
    """What was typed is not YAML."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem, self.line = problem, line


def fields_of(kind: EntryKind, entry: Values) -> list[Field]:
    """The parts of an entry, in the order in which moderators look for them."""
    found: list[Field] = []
    if kind is EntryKind.MODEL:
        found += [Field(("component", component.value), Form.COMPONENT) for component in Component]
        found += [Field(("reach", channel.value), Form.REACH) for channel in Channel]
    for name in document_type(kind).model_fields:
        if name == "slug":
            continue
        described = _field(kind, name)
        items = entry.get(name)
        if described.form is Form.YAML and _is_list_of_documents(kind, name):
            count = len(cast("list[Any]", items)) if isinstance(items, list) else 0
            found += [Field((name, str(place)), Form.YAML) for place in range(count)]
            found.append(Field((name, NEW), Form.YAML))
        else:
            found.append(described)
    return found


def field_at(kind: EntryKind, entry: Values, key: str) -> Field | None:
    """The part that a menu's option stands for; None where the entry has none of that name (any more)."""
    return next((field for field in fields_of(kind, entry) if field.key == key), None)


def _field(kind: EntryKind, name: str) -> Field:
    described = document_type(kind).model_fields[name]
    required = described.is_required()
    form, options, longest, number = _form(described.annotation, described.metadata)
    return Field((name,), form, required, options, longest, number)


def _is_list_of_documents(kind: EntryKind, name: str) -> bool:
    inner = _plain_type(document_type(kind).model_fields[name].annotation)
    return get_origin(inner) is tuple and _is_document(_plain_type(get_args(inner)[0]))


def _form(annotation: Any, metadata: Sequence[Any] = ()) -> tuple[Form, tuple[str, ...], int, bool]:
    longest = _longest((*metadata, *_metadata(annotation)))
    inner = _plain_type(annotation)
    if get_origin(inner) is Literal:
        options = tuple(str(option) for option in get_args(inner))
        return Form.CHOICE, options, longest, all(isinstance(option, int) for option in get_args(inner))
    if inner is bool:
        return Form.YES_NO, (), longest, False
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return Form.CHOICE, tuple(option.value for option in inner), longest, False
    if inner is InBoth:
        return Form.BOTH, (), 600, False
    if get_origin(inner) is tuple:
        item = _plain_type(get_args(inner)[0])
        if item is InBoth:
            return Form.BOTH_LINES, (), LONGEST_INPUT, False
        if isinstance(item, type) and issubclass(item, StrEnum):
            return Form.CHOICES, tuple(option.value for option in item), longest, False
        return (Form.LINES if item is str else Form.YAML), (), LONGEST_INPUT, False
    if get_origin(inner) is dict or _is_document(inner):
        return Form.YAML, (), LONGEST_INPUT, False
    return (Form.LINE if longest <= 200 else Form.TEXT), (), longest, inner in (int, float)


def _plain_type(annotation: Any) -> Any:
    """A type without what is annotated to it and without None."""
    if get_origin(annotation) is Annotated:
        return _plain_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        (inner, *_) = [argument for argument in get_args(annotation) if argument is not type(None)]
        return _plain_type(inner)
    return annotation


def _metadata(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return (*metadata, *_metadata(inner))
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(found for argument in get_args(annotation) for found in _metadata(argument))
    return ()


def _longest(metadata: Sequence[Any]) -> int:
    return next((most for piece in metadata if (most := getattr(piece, "max_length", None))), 100)


def _is_document(inner: Any) -> bool:
    return isinstance(inner, type) and issubclass(inner, Document)


# -- between an entry and a form's texts


def shown(field: Field, entry: Values) -> dict[str, str | list[str]]:
    """What a form shows at first: texts by input, or for a menu the options that are chosen."""
    value = _value_at(entry, field.path)
    match field.form:
        case Form.BOTH:
            both = _mapping(value)
            return {"value": str(both.get("en", "")), "zh": str(both.get("zh", ""))}
        case Form.LINES:
            return {"value": "\n".join(map(str, _items(value)))}
        case Form.BOTH_LINES:
            return {"value": "\n".join(_both_line(item) for item in _items(value))}
        case Form.CHOICES:
            return {"value": [str(item) for item in _items(value)]}
        case Form.CHOICE:
            return {"value": [] if value is None else [str(value)]}
        case Form.YES_NO:
            return {"value": [] if value is None else ["yes" if value in (True, "true") else "no"]}
        case Form.YAML:
            return {"value": as_yaml(value)}
        case _:
            return {"value": "" if value is None else str(value)}


def with_typed(field: Field, entry: Values, typed: Mapping[str, str | list[str]]) -> dict[str, Any]:
    """The entry with what was typed into the form of one part; it need not be valid.

    Raises:
        Unreadable: what should be YAML is none.
    """
    return with_value(entry, field.path, read(field, typed))


def read(field: Field, typed: Mapping[str, str | list[str]]) -> Any:
    """The value that was typed; None where it is empty. Raises Unreadable."""
    given = typed.get("value", "")
    chosen = given if isinstance(given, list) else [given]
    text = given if isinstance(given, str) else (given[0] if given else "")
    match field.form:
        case Form.BOTH:
            return both(text, str(typed.get("zh", "")))
        case Form.LINES:
            return _lines(text) or None
        case Form.BOTH_LINES:
            return [_both_of(line) for line in _lines(text)] or None
        case Form.CHOICES:
            return [option for option in chosen if option] or None
        case Form.YES_NO:
            return {"yes": True, "no": False}.get(text)
        case Form.YAML:
            return from_yaml(text)
        case _:
            clean = text.strip()
            if field.number and re.fullmatch(r"-?\d{1,9}", clean):
                return int(clean)
            return clean or None


def both(en: str, zh: str) -> dict[str, str] | None:
    """A text in both languages; one alone stands for both, since every text needs both."""
    en, zh = en.strip(), zh.strip()
    return {"en": en or zh, "zh": zh or en} if en or zh else None


def both_typed(text: str) -> dict[str, str] | None:
    """A text in both languages from one field: English, and below it Chinese."""
    lines = _lines(text)
    return both(lines[0], " ".join(lines[1:])) if lines else None


def with_value(entry: Values, path: Path, value: Any) -> dict[str, Any]:
    """The entry with one value changed, added or (None) taken out."""
    changed = dict(entry)
    name, *rest = path
    if rest:
        items = list(_items(entry.get(name)))
        place = len(items) if rest[0] == NEW else int(rest[0])
        if value is None:
            del items[place : place + 1]
        else:
            items[place : place + 1] = [value]
        value = items if items or name in entry else None
    if value is None:
        changed.pop(name, None)
    else:
        changed[name] = value
    return changed


def as_yaml(value: Any) -> str:
    """A value as the text that `from_yaml` reads back."""
    if value is None:
        return ""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000).removesuffix("...\n").strip()


def from_yaml(text: str) -> Any:
    """A value from YAML, by the same strict reader as the files of the catalogue. Raises Unreadable."""
    try:
        return parse(text.replace("\r\n", "\n")).value
    except YamlFault as problem:
        raise Unreadable(problem.problem, problem.line) from problem


def _value_at(entry: Values, path: Path) -> Any:
    value = entry.get(path[0])
    if len(path) == 1:
        return value
    items = _items(value)
    return items[int(path[1])] if path[1] != NEW and int(path[1]) < len(items) else None


def _items(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _mapping(value: Any) -> Values:
    return cast("Values", value) if isinstance(value, Mapping) else cast("Values", {})


def _lines(text: str) -> list[str]:
    return [clean for line in text.splitlines() if (clean := line.strip())]


def _both_line(item: Any) -> str:
    values = _mapping(item)
    return f"{values.get('en', '')}{BETWEEN}{values.get('zh', '')}"


def _both_of(line: str) -> dict[str, str] | None:
    en, _, zh = line.partition(BETWEEN.strip())
    return both(en, zh)
