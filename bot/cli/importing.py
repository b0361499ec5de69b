"""`catalogue import`: what a snapshot of an index would change in `data/`, and then the change."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.output import BAD_USE, FOUND, NOT_FOUND, console, json_line, settings_or_stop, stop
from bot.services.import_plan import CannotImport, ImportPlan, SourcePlan
from bot.services.importing import apply, plan_import
from bot.sources.registry import SOURCES

SHOWN = 20
"""Lines of each kind that are shown before "and N more"; `--full` shows all."""


def import_sources(
    folder: Annotated[Path, typer.Argument(help="The snapshot, or a folder with one subfolder an index.", exists=True)],
    source: Annotated[
        list[str] | None, typer.Option("--source", help=f"Which index; all if left out: {', '.join(SOURCES)}.")
    ] = None,
    day: Annotated[
        str | None, typer.Option("--snapshot", help="The day on which the index stood like this, as 2026-06-12.")
    ] = None,
    do_apply: Annotated[bool, typer.Option("--apply", help="Change the files; without it, only show.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Show every line of the plan.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a source, with counts.")] = False,
) -> None:
    """Bring published indexes in: show what would change, and with --apply change it.

    Only records of the imported sources are replaced; names, aliases, notes and comments stay. A record goes
    only where data/joins says, never by guess. Ends with 1 where something is left for people to decide.
    """
    data = settings_or_stop().catalogue_folder
    chosen = tuple(source or SOURCES)
    try:
        snapshots = dict.fromkeys(chosen, _day(day)) if day else None
        plan = plan_import(folder, data, chosen, snapshots)
        for each in plan.sources:
            if as_json:
                json_line({"source": each.source, "snapshot": each.snapshot.isoformat(), **each.summary()})
            else:
                _show(each, None if full else SHOWN)
        for fault in plan.data_faults:
            console.print(str(fault), markup=False, style="red")
        if do_apply:
            _say(f"{len(apply(plan, data))} files written", as_json=as_json)
        else:
            _say(f"{len(plan.writes)} files would be written; --apply writes them", as_json=as_json)
    except CannotImport as problem:
        stop(str(problem), BAD_USE)
    raise typer.Exit(_status(plan))


def _status(plan: ImportPlan) -> int:
    return FOUND if plan.clean else NOT_FOUND


def _say(line: str, *, as_json: bool) -> None:
    if not as_json:
        console.print(line)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        stop(f"--snapshot takes a day such as 2026-06-12, not {text!r}.", BAD_USE)


def _show(plan: SourcePlan, most: int | None) -> None:
    table = Table(*(name.replace("_", " ") for name, count in plan.summary().items() if count), box=None)
    table.add_row(*(str(count) for count in plan.summary().values() if count))
    console.print(f"\n{plan.source}, as of {plan.snapshot}", style="bold")
    console.print(table)
    for changed in plan.changed[:most]:
        console.print(f"  {changed.slug} ({changed.record})", markup=False)
        for difference in changed.differences[:most]:
            console.print(f"    {difference.place}: {difference.old} → {difference.new}", markup=False)
    _list("new", [f"{placed.record} → {placed.slug}" for placed in plan.new], most)
    _list("no longer here", [f"{placed.record} → {placed.slug}" for placed in plan.taken_away], most)
    _list("new, needs a home in data/joins", [f"{item.record}: {item.hints.name}" for item in plan.needs_home], most)
    _list("its entry has no file", [f"{placed.record} → {placed.slug}" for placed in plan.needs_file], most)
    _list("in data/joins and not in the snapshot", plan.unused_joins, most)
    _list("left out", [f"{record}: {reason}" for record, reason in plan.left_out], most)
    _list("licences we do not know", _counted(plan.unknown_licences), most)
    _list("links dead by form", [str(link) for link in plan.dropped_links], most)
    _list("cannot be read", [str(fault) for fault in plan.faults], None)


def _counted(names: Counter[str]) -> list[str]:
    return [f"{name} ({count})" for name, count in names.most_common()]


def _list(title: str, lines: list[str], most: int | None) -> None:
    if not lines:
        return
    console.print(f"  {title}: {len(lines)}", style="yellow")
    for line in lines[:most]:
        console.print(f"    {line}", markup=False)
    if most is not None and len(lines) > most:
        console.print(f"    … and {len(lines) - most} more (--full)", markup=False)
