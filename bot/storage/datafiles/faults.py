"""What is wrong with a file of `data/`, in sentences: pydantic's findings translated. No reading here."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in one file."""

    file: str
    """Relative to the data folder, such as `models/llama-3.1.yaml`."""
    line: int
    """Counted from 1; 0 where the fault has no line, such as a missing file."""
    key: str
    """Where in the document, such as `records[0].snapshot`; empty for the file as a whole."""
    problem: str
    """A sentence that says what is wrong and what is expected."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.problem}" if self.key else f"{place}: {self.problem}"


def key_path(location: tuple[int | str, ...]) -> str:
    """Write a location as people read it: `records[0].assessments.final_weights`."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part != "[key]":
            text += f".{part}" if text else part
    return text


def sentence(error: ErrorDetails, document: type[BaseModel]) -> str:
    """Turn one finding of pydantic into a sentence for somebody who writes such a file."""
    context: Mapping[str, Any] = error.get("ctx", {})
    given = _shown(error["input"])
    match error["type"]:
        case "missing":
            return f"`{error['loc'][-1]}` is missing"
        case "extra_forbidden":
            return _unknown_key(str(error["loc"][-1]), error["loc"], document)
        case "enum" | "literal_error":
            return f"{given} is not one of {str(context['expected']).replace(chr(39), '')}"
        case "value_error":
            return str(context["error"])
        case "string_type":
            return f"{given} is not text"
        case "string_too_long":
            return f"at most {context['max_length']} characters fit here"
        case "string_too_short":
            return "this may not be empty"
        case "string_pattern_mismatch":
            return f"{given} does not have the form {context['pattern']}"
        case "date_from_datetime_parsing" | "date_from_datetime_inexact" | "date_parsing" | "date_type":
            return f"{given} is not a day; write it as 2024-07-23"
        case "bool_parsing" | "bool_type":
            return f"{given} is neither true nor false"
        case "int_parsing" | "int_type" | "int_from_float":
            return f"{given} is not a whole number"
        case "float_parsing" | "float_type":
            return f"{given} is not a number"
        case "tuple_type":
            return f"{given} is not a list"
        case "dict_type" | "model_type":
            return f"{given} is not a mapping of keys to values"
        case _:
            return error["msg"]


def _shown(value: object) -> str:
    if value is None:
        return "an empty value"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def _unknown_key(key: str, location: tuple[int | str, ...], document: type[BaseModel]) -> str:
    known = _keys_at(location[:-1], document)
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return f"`{key}` is no key here; did you mean `{near[0]}`?"
    return f"`{key}` is no key here; there are {', '.join(known)}" if known else f"`{key}` is no key here"


def _keys_at(location: tuple[int | str, ...], document: type[BaseModel]) -> list[str]:
    """The keys that the mapping at a location may hold."""
    current: type[BaseModel] = document
    for part in location:
        described = current.model_fields.get(str(part)) if isinstance(part, str) else None
        inner = _document_in(described.annotation) if described else None
        if inner is not None:
            current = inner
    return list(current.model_fields)


def _document_in(annotation: Any) -> type[BaseModel] | None:
    """The document class inside an annotation such as `tuple[Record, ...]` or `dict[Component, Assessment]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _document_in(argument)
        if found is not None:
            return found
    return None
