"""The catalogue from the database into memory, fast. Answers nothing itself."""

from functools import cache
from types import GenericAlias
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError

from bot.storage import entries
from bot.storage.collecting import collection_paused
from bot.storage.database import Database
from bot.storage.datafiles import DataSet, Entry, EntryKind, document_type

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def load_documents(database: Database) -> DataSet:
    """Load the base from the database: everything that is not retracted.

    A stored document that is not valid any more (a damaged database) is left out and logged; the others
    are served.
    """
    async with database.reading() as connection:
        rows = await entries.visible_documents(connection)
    dataset = DataSet()
    with collection_paused():
        for kind in EntryKind:
            for document in _documents(kind, [(slug, text) for of, slug, text in rows if of is kind]):
                dataset.add(kind, document)
    return dataset


@cache
def _adapter(kind: EntryKind) -> TypeAdapter[list[Entry]]:
    wanted: Any = GenericAlias(list, (document_type(kind),))
    return TypeAdapter(wanted)


def _documents(kind: EntryKind, rows: list[tuple[str, str]]) -> list[Entry]:
    try:
        # One call for a whole kind saves half the time of one call a document.
        return _adapter(kind).validate_json(f"[{','.join(text for _, text in rows)}]")
    except ValidationError:
        return [document for slug, text in rows if (document := _document(kind, slug, text)) is not None]


def _document(kind: EntryKind, slug: str, text: str) -> Entry | None:
    try:
        return document_type(kind).model_validate_json(text)
    except ValidationError as problem:
        log.error("stored document is not valid", kind=kind.value, slug=slug, faults=problem.error_count())
        return None
