"""The list of flagships in `data/flagships.yaml`: which versions are read first-hand, and read again. Not an entry."""

from pathlib import Path

from pydantic import ValidationError

from bot.core.catalogue.documents import FlagshipsDocument
from bot.storage.datafiles.dataset import DataSet
from bot.storage.datafiles.faults import Fault, key_path, sentence
from bot.storage.datafiles.yamltext import YamlFault, parse

FILE = "flagships.yaml"


def read_flagships(folder: Path, dataset: DataSet) -> tuple[FlagshipsDocument, list[Fault]]:
    """Read the list of a data folder, and see that each version is in the catalogue.

    Returns:
        The list without what is not in the catalogue, and a fault for each of those; an empty list where the folder
        has no such file, as another base catalogue may have none.
    """
    nothing = FlagshipsDocument(flagships=())
    try:
        parsed = parse((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return nothing, []
    except (OSError, UnicodeDecodeError) as problem:
        return nothing, [Fault(FILE, 0, "", f"the file cannot be read: {problem}")]
    except YamlFault as problem:
        return nothing, [Fault(FILE, problem.line, problem.key, problem.problem)]
    try:
        listed = FlagshipsDocument.model_validate(parsed.value)
    except ValidationError as problem:
        return nothing, [
            Fault(FILE, parsed.line_of(error["loc"]), key_path(error["loc"]), sentence(error, FlagshipsDocument))
            for error in problem.errors(include_url=False)
        ]
    known = tuple(each for each in listed.flagships if each.model in dataset.models)
    faults = [
        Fault(
            FILE,
            parsed.line_of(("flagships", place, "model")),
            f"flagships[{place}].model",
            f"there is no version `{each.model}` in models/",
        )
        for place, each in enumerate(listed.flagships)
        if each.model not in dataset.models
    ]
    return FlagshipsDocument(flagships=known), faults
