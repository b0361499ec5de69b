"""The folder `data/` as documents: reading with real line numbers, checking, hashing, writing. No database here."""

from bot.storage.datafiles.dataset import DataSet, Entry, EntryKind, as_json, document_type
from bot.storage.datafiles.faults import Fault
from bot.storage.datafiles.flagships import read_flagships
from bot.storage.datafiles.hashing import content_hash
from bot.storage.datafiles.reading import entry_files, read_folder, read_text
from bot.storage.datafiles.references import check_references
from bot.storage.datafiles.writing import dump

__all__ = [
    "DataSet",
    "Entry",
    "EntryKind",
    "Fault",
    "as_json",
    "check_references",
    "content_hash",
    "document_type",
    "dump",
    "entry_files",
    "read_flagships",
    "read_folder",
    "read_text",
]
