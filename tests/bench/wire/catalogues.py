"""Databases for the benchmarks: today's base catalogue, and one of 10,000 versions made up around it."""

import random
import re
import shutil
from pathlib import Path

from bot.core.catalogue.documents import Document
from bot.resources import data_folder
from bot.storage.datafiles import dump, read_folder
from tests.bench.names import made_up_names
from tests.rig.databases import fill

LARGE = 10_000


async def todays(folder: Path) -> Path:
    """A database with the project's base catalogue."""
    file = folder / "today.sqlite3"
    if not file.exists():
        await fill(file)
    return file


async def large(folder: Path) -> Path:
    """A database with 10,000 versions: the project's own, and made-up ones that bear records of real ones."""
    file = folder / f"large-{LARGE}.sqlite3"
    if not file.exists():
        await fill(file, write_large(folder / "large"))
    return file


def write_large(folder: Path) -> Path:
    """A data folder with 10,000 versions; the same at every run."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(data_folder(), folder)
    real = tuple(read_folder(folder)[0].models.values())
    chance = random.Random(7)
    made = made_up_names(LARGE - len(real))
    # The names of the made-up families repeat, which the files of a catalogue may not.
    unique = {family.slug: re.sub(r"-", " ", family.slug).title() for family in made.families}
    for family in made.families:
        _write(folder / "families", family.slug, family.model_copy(update={"name": unique[family.slug]}))
    for maker in made.organisations:
        _write(folder / "organisations", maker.slug, maker.model_copy(update={"name": maker.slug}))
    for number, model in enumerate(made.models):
        like = chance.choice(real)
        named = {
            "name": f"{unique[model.family]} {model.name.split(' ', 1)[1]}",
            "variants": (),
            "repositories": (),
            "records": like.records,
        }
        _write(folder / "models", f"m-{number}", model.model_copy(update=named))
    return folder


def _write(folder: Path, slug: str, document: Document) -> None:
    (folder / f"{slug}.yaml").write_text(dump(document), encoding="utf-8")
