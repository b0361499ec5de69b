"""`catalogue`: assess an index's files, check and count `data/`, and bring a newer snapshot in."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.importing import import_sources
from bot.cli.output import BAD_USE, FOUND, NOT_FOUND, console, errors, json_line, settings_or_stop, stop
from bot.cli.schema import write_schemas
from bot.core.catalogue.freshness import stale
from bot.services.answers import catalogue_of
from bot.services.assessing import ASSESSED_FORMATS, Assessed, assess, licence_tables
from bot.services.debate import debate_statistics
from bot.services.sampling import draw
from bot.services.statistics import statistics
from bot.services.suggestions import Suggestion, newest_suggestions
from bot.storage.database import Database
from bot.storage.datafiles import DataSet, Fault, check_references, read_flagships, read_folder
from bot.storage.migrations import upgrade

app = typer.Typer(help="The base catalogue: assess, check, stats, import.", no_args_is_help=True)
app.command("import")(import_sources)
app.command("schema")(write_schemas)


@app.command("assess")
def assess_files(
    files: Annotated[list[Path], typer.Argument(help="Record files of that format.")],
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(ASSESSED_FORMATS)}.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one for each file.")] = False,
) -> None:
    """Give the framework's class and the European index's score of each file; a broken one says why."""
    if form not in ASSESSED_FORMATS:
        stop(f"There is no format {form!r}; choose one of {', '.join(ASSESSED_FORMATS)}.", BAD_USE)
    tables = licence_tables(settings_or_stop().catalogue_folder)
    results = assess(form, files, tables, datetime.now(UTC).date())
    if as_json:
        for result in results:
            json_line(result.as_json())
    else:
        console.print(_assessed_table(results))
    for result in results:
        if result.fault:
            errors.print(str(result.fault), markup=False, style="red")
    raise typer.Exit(NOT_FOUND if any(result.fault for result in results) else FOUND)


def _assessed_table(results: list[Assessed]) -> Table:
    table = Table("file", "name", "class", "III %", "II %", "I %", "index", box=None)
    for result in results:
        if result.mof is None:
            table.add_row(Text(result.file), "cannot be read")
            continue
        first, second, third = result.mof.result.progress
        table.add_row(
            Text(result.file),
            Text(result.name or ""),
            {0: "none", 1: "I", 2: "II", 3: "III"}[result.mof.result.mof_class],
            *(f"{progress:.0f}" for progress in (third, second, first)),
            f"{result.score:.3f}" if result.score is not None else "",
        )
    return table


@app.command()
def check() -> None:
    """Validate every file of `data/` and every reference between them; name each fault with file and line."""
    folder = settings_or_stop().catalogue_folder
    documents, faults = _read(folder)
    for fault in faults:
        console.print(str(fault), markup=False)
    if faults:
        stop(f"{len(faults)} faults in {folder}")
    console.print(f"{len(documents)} entries in {folder}, no fault", markup=False)


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Count versions, assessments by source, links, disputes; quotes by check, camp, topic, language and year."""
    documents, faults = _read(settings_or_stop().catalogue_folder)
    if faults:
        stop(f"{len(faults)} faults in data; see: python -m bot catalogue check")
    counts = statistics(documents) | debate_statistics(documents)
    if as_json:
        json_line(counts)
        return
    table = Table("what", "count", box=None)
    for name, count in counts.items():
        table.add_row(name.replace("_", " "), _shown(count))
    console.print(table)


@app.command("stale")
def stale_flagships(
    most: Annotated[int, typer.Option("--most", min=1, help="How many to show.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the versions that should be read again first: months since, times how much people ask for them."""
    folder = settings_or_stop().catalogue_folder
    documents, faults = _read(folder)
    if faults:
        stop(f"{len(faults)} faults in data; see: python -m bot catalogue check")
    flagships, _ = read_flagships(folder, documents)
    found = stale(flagships, documents.models, datetime.now(UTC).date())[:most]
    if as_json:
        for each in found:
            day = each.checked.isoformat() if each.checked else None
            json_line({"slug": each.slug, "asked": each.asked, "checked": day, "months": each.months})
        return
    table = Table("version", "asked", "oldest reading", "months", box=None)
    for each in found:
        day = each.checked.isoformat() if each.checked else "never"
        table.add_row(each.slug, str(each.asked), day, "" if each.months is None else str(each.months))
    console.print(table)


@app.command()
def sample(
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same.")],
    count: Annotated[int, typer.Option("--count", min=6, help="How many statuses.")] = 150,
    with_values: Annotated[bool, typer.Option("--with-values", help="Show what the catalogue says too.")] = False,
) -> None:
    """Draw component statuses for an audit, one JSON object a line: half first-hand, half imported, by status.

    Without their values, so that a second reader can derive them anew without having seen ours.
    """
    documents, faults = _read(settings_or_stop().catalogue_folder)
    if faults:
        stop(f"{len(faults)} faults in data; see: python -m bot catalogue check")
    catalogue = catalogue_of(documents)
    for each in draw(catalogue, count, seed):
        row: dict[str, object] = {"slug": each.slug, "component": each.component.value}
        if with_values:
            part = catalogue.profile(each.slug).part(each.component)
            row |= {
                "first_hand": each.first_hand,
                "status": each.status.value,
                "access": part.access.value,
                "licence": part.licence,
                "sources": list(part.sources),
            }
        json_line(row)


def _shown(count: int | Mapping[str, int]) -> str:
    return str(count) if isinstance(count, int) else ", ".join(f"{key} {value}" for key, value in count.items())


def _read(folder: Path) -> tuple[DataSet, list[Fault]]:
    documents, faults = read_folder(folder)
    return documents, [*faults, *check_references(documents, folder), *read_flagships(folder, documents)[1]]


@app.command()
def reports(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show what members have reported as wrong, and what became of it, the newest first."""

    async def read(url: str) -> list[Suggestion]:
        database = await Database.open(url)
        try:
            await upgrade(database)
            return await newest_suggestions(database)
        finally:
            await database.close()

    for report in asyncio.run(read(settings_or_stop().database_url)):
        if as_json:
            json_line(
                {
                    "id": report.id,
                    "kind": report.kind,
                    "slug": report.slug,
                    "wrong": report.wrong,
                    "right": report.right,
                    "link": report.link,
                    "at": report.at.isoformat(),
                    "status": report.status.value,
                }
            )
        else:
            said = f"{report.kind}/{report.slug} ({report.status}): {report.wrong}"
            console.print(f"{report.id} {report.at:%Y-%m-%d} {said}", markup=False)
