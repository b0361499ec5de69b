"""The Open Source Initiative's validation results for its definition 1.0: a table of models with a result each.

    osaid_1_0_validation_result                  published.result
    passed                                       the same word
    would_probably_pass_with_changed_terms       the same word
    does_not_pass                                the same word

No component is assessed: OSI published results, not findings. They hold for the versions of 2024 that it looked at,
and OSI says that they certify nothing.
"""

from pydantic import ValidationError

from bot.core.catalogue.documents import Published, Record
from bot.sources.csv_rows import Row, read_rows
from bot.sources.reading import (
    Context,
    Format,
    Found,
    Hints,
    ReadFault,
    Reading,
    SourceFile,
    Unreadable,
    broken_document,
)

SOURCE = "osi"
RESULT = "osaid_1_0_validation_result"
RESULTS = ("passed", "would_probably_pass_with_changed_terms", "does_not_pass")


def read(file: SourceFile, context: Context) -> Reading:
    """Read the table: a record a row, or the row's fault."""
    found: list[Found] = []
    faults: list[ReadFault] = []
    seen: set[str] = set()
    try:
        for row in read_rows(file, "model", "organisation", RESULT):
            if isinstance(row, ReadFault):
                faults.append(row)
                continue
            try:
                found.append(_read(row, seen, context))
            except Unreadable as problem:
                faults.append(problem.fault)
    except Unreadable as problem:
        return Reading(faults=(problem.fault,))
    return Reading(tuple(found), faults=tuple(faults))


FORMAT = Format(name="osi", files={SOURCE: ("osaid_validation.csv",)}, read=read)


def _read(row: Row, seen: set[str], context: Context) -> Found:
    name, result = row.cells["model"], row.cells[RESULT].casefold()
    if not name or name in seen:
        raise Unreadable(row.fault("model", "a name that stands once in the table"))
    if result not in RESULTS:
        raise Unreadable(row.fault(RESULT, f"one of {', '.join(RESULTS)}, not `{result}`"))
    seen.add(name)
    try:
        record = Record(
            source=SOURCE,
            record=name,
            judged=name,
            snapshot=context.snapshot,
            published=Published(result=result),
        )
    except ValidationError as problem:
        raise broken_document(row.file, problem, row.line) from problem
    return Found(record, Hints(name=name, organisation=row.cells["organisation"] or None))
