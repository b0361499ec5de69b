"""The JSON Schemas in docs/schemas are the ones of the documents as they are now."""

from pathlib import Path

from bot.cli.schema import schemas

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def test_the_written_schemas_are_those_of_the_documents():
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert written == schemas(), "renew them: python -m bot catalogue schema docs/schemas"
