"""Reading `data/` into documents, with a fault for each thing that is wrong. Writes nothing, checks no references."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from bot.storage.collecting import collection_paused
from bot.storage.datafiles.dataset import DataSet, Entry, EntryKind, document_type
from bot.storage.datafiles.faults import Fault, key_path, sentence
from bot.storage.datafiles.yamltext import YamlFault, parse

SUFFIX = ".yaml"


def entry_files(folder: Path) -> Iterator[tuple[EntryKind, Path]]:
    """The files of a data folder that should hold an entry, kind by kind, by name."""
    for kind in EntryKind:
        inside = folder / kind.folder
        if inside.is_dir():
            for path in sorted(inside.iterdir()):
                if path.suffix == SUFFIX and not path.name.startswith("."):
                    yield kind, path


def read_folder(folder: Path) -> tuple[DataSet, list[Fault]]:
    """Read every entry of a data folder.

    A file with a fault is left out and the others are read; nothing half-read is kept. References between
    entries are not looked at (`check_references` does that).

    Returns:
        The entries that were read, and the faults in the order of the files, both empty where the
        folder holds nothing.
    """
    dataset = DataSet()
    faults: list[Fault] = [
        Fault(_name(path), 0, "", f"the name of an entry's file ends in {SUFFIX}")
        for kind in EntryKind
        for path in sorted((folder / kind.folder).glob("*.yml"))
    ]
    with collection_paused():
        for kind, path in entry_files(folder):
            try:
                text = path.read_bytes().decode()
            except UnicodeDecodeError as problem:
                line = problem.object[: problem.start].count(b"\n") + 1
                faults.append(Fault(_name(path), line, "", "this is not UTF-8 text"))
                continue
            except OSError as problem:
                faults.append(Fault(_name(path), 0, "", f"the file cannot be read: {problem.strerror}"))
                continue
            document, found = read_text(kind, text, _name(path), slug=path.name.removesuffix(SUFFIX))
            faults.extend(found)
            if document is not None:
                dataset.add(kind, document)
    return dataset, faults


def read_text(kind: EntryKind, text: str, file: str, *, slug: str | None = None) -> tuple[Entry | None, list[Fault]]:
    """Read one entry from the text of its file.

    Args:
        kind: what the text should hold.
        text: YAML.
        file: the name to use in faults.
        slug: the slug that the entry must have, as its file name says; None for any.

    Returns:
        The document and no fault, or None and at least one fault.
    """
    document = document_type(kind)
    try:
        parsed = parse(text.removeprefix("\ufeff"))
    except YamlFault as problem:
        return None, [Fault(file, problem.line, problem.key, problem.problem)]
    if not isinstance(parsed.value, dict):
        return None, [Fault(file, 1, "", "the file should hold keys with values, such as `slug: ...`")]
    try:
        entry = document.model_validate(parsed.value)
    except ValidationError as problem:
        return None, [
            Fault(file, parsed.line_of(error["loc"]), key_path(error["loc"]), sentence(error, document))
            for error in problem.errors(include_url=False)
        ]
    if slug is not None and entry.slug != slug:
        words = f"the file is named {slug}{SUFFIX}, so the slug should be `{slug}` and not `{entry.slug}`"
        return None, [Fault(file, parsed.line_of(("slug",)), "slug", words)]
    return entry, []


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
