"""A document as plain values in one fixed order. Files, the database and differences are made from it elsewhere."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias, cast

from bot.core.catalogue.components import Channel, Component
from bot.core.catalogue.documents import Document

_RANKS: dict[object, int] = {key: rank for rank, key in enumerate((*Component, *Channel))}

Plain: TypeAlias = "str | int | float | date | list[Plain] | dict[str, Plain] | None"
"""What a document is made of once its classes are taken away."""


def plain(document: Document) -> dict[str, Plain]:
    """A document as plain values in one fixed order, with what equals its default left out.

    Fields go by the names that files use and stand in the order of the document class, components and channels in
    the order of their vocabulary, any other mapping by its keys, so that equal documents give equal texts. Days stay
    `datetime.date`; enumerations become their text.
    """
    result: dict[str, Plain] = {}
    for name, described in type(document).model_fields.items():
        value: object = getattr(document, name)
        if described.is_required() or value != described.get_default(call_default_factory=True):
            result[described.alias or name] = _plain(value)
    return result


def _plain(value: object) -> Plain:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Document):
        return plain(value)
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, object]", value)
        return {str(key): _plain(mapping[key]) for key in sorted(mapping, key=_rank)}
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[object, ...]", value)]
    return cast("Plain", value)


def _rank(key: str) -> tuple[int, str]:
    # A criterion may be spelt like a component; being text and not a member, it still sorts by name.
    return (_RANKS[key], key) if isinstance(key, StrEnum) else (len(_RANKS), key)
