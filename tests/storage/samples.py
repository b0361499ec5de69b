"""A small catalogue for the tests of storage, and ways to write and change its files."""

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

MODEL = """\
# The heron, first of its kind.
slug: heron-1.5
name: Heron 1.5
family: heron
organisation: marsh
released: 2025-02
aliases:
  - heron1.5  # as people type it
records:
  - source: ajar
    record: heron
    judged: Heron 1.5
    snapshot: 2026-01-31
    assessments:
      final_weights:
        says: download
        status: open
        access: public
        licence: mit
        links:
          - https://marsh.example/heron
      training_code:
        says: "no"
        status: closed
        access: not_available
"""
FILES = {
    "models/heron-1.5.yaml": MODEL,
    "models/heron-2.yaml": (
        "slug: heron-2\nname: Heron 2\nfamily: heron\norganisation: marsh\n"
        "aliases:\n  - second heron\nbase: heron-1.5\n"
    ),
    "families/heron.yaml": "slug: heron\nname: Heron\norganisation: marsh\n",
    "organisations/marsh.yaml": 'slug: marsh\nname: Marsh Laboratory\ncountry: "NO"\n',
    "licences/mit.yaml": ("slug: mit\nname: MIT License\nshort: MIT\nspdx: MIT\ncategory: open\nosi_approved: true\n"),
    "sources/ajar.yaml": (
        "slug: ajar\nname: Ajar's own reading\nshort: Ajar\npublisher: Ajar\nlink: https://ajar.example\n"
        "licence: CC-BY-4.0\nsnapshot: 2026-01-31\ncitation: Ajar, read at the primary page.\nfirst_hand: true\n"
    ),
}


def write_catalogue(folder: Path) -> Path:
    """Write the small catalogue into a folder."""
    for name, text in FILES.items():
        write(folder, name, text)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    """Write one file, with the folders on the way."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def replace(folder: Path, name: str, old: str, new: str) -> None:
    """Change a piece of one file, which must be there."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new))
