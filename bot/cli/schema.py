"""`catalogue schema`: the JSON Schema of every kind of file in `data/`, for editors that check while one types."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import console
from bot.storage.datafiles import EntryKind, document_type


def schemas() -> dict[str, str]:
    """File name to text, one a kind of entry."""
    return {
        f"{kind.value}.schema.json": json.dumps(document_type(kind).model_json_schema(), indent=2, ensure_ascii=False)
        + "\n"
        for kind in EntryKind
    }


def write_schemas(folder: Annotated[Path, typer.Argument(help="Where to write them.")]) -> None:
    """Write the JSON Schema of every kind of file in `data/`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
    console.print(f"{len(schemas())} schemas written to {folder}", markup=False)
