"""The Foundation Model Transparency Index: a table of indicators by company, each met (1) or not (0).

    column                                  reading
    Domain, Subdomain, Indicator            not a company
    Total (column or row)                   not read: the May 2024 table misprints one; the sums are made anew
    any other column                        a company: `met` is the sum of its cells, `of` the number of indicators

The result is about the company and never about a model. The file's name gives the edition: `October2023_scores.csv`
is 2023-10. Editions use different indicators and are not compared.
"""

import re

from pydantic import ValidationError

from bot.core.catalogue.documents import TransparencyResult
from bot.sources.csv_rows import Row, read_rows
from bot.sources.reading import (
    CompanyResult,
    Context,
    Format,
    ReadFault,
    Reading,
    SourceFile,
    Unreadable,
    broken_document,
)

SOURCE = "fmti"
INDICATOR = "Indicator"
TOTAL = "Total"
NOT_COMPANIES = frozenset({"Domain", "Subdomain", INDICATOR, TOTAL})

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}


def read(file: SourceFile, context: Context) -> Reading:
    """Read one edition: a result for each company, or one fault, since a table with a gap gives wrong sums."""
    try:
        return Reading(companies=_read(file, context))
    except Unreadable as problem:
        return Reading(faults=(problem.fault,))


FORMAT = Format(name="fmti", files={SOURCE: ("*/*_scores.csv",)}, read=read)


def _read(file: SourceFile, context: Context) -> tuple[CompanyResult, ...]:
    edition = _edition(file)
    rows: list[Row] = []
    for row in read_rows(file, INDICATOR):
        if isinstance(row, ReadFault):
            raise Unreadable(row)
        rows.append(row)
    indicators = [row for row in rows if row.cells[INDICATOR] != TOTAL]
    if not indicators:
        raise Unreadable(ReadFault(file.name, "at least one indicator", 2))
    results: list[CompanyResult] = []
    for company in (name for name in indicators[0].cells if name not in NOT_COMPANIES):
        met = sum(_met(row, company) for row in indicators)
        try:
            result = TransparencyResult(edition=edition, met=met, of=len(indicators), snapshot=context.snapshot)
        except ValidationError as problem:
            raise broken_document(file.name, problem) from problem
        results.append(CompanyResult(company, result))
    return tuple(results)


def _edition(file: SourceFile) -> str:
    found = re.match(r"([A-Za-z]{3})[A-Za-z]*(\d{4})_", file.base)
    month = _MONTHS.get(found[1].casefold()) if found else None
    if found is None or month is None:
        raise Unreadable(ReadFault(file.name, "a name that begins with month and year, such as `May2024_scores.csv`"))
    return f"{found[2]}-{month:02}"


def _met(row: Row, company: str) -> int:
    value = row.cells[company]
    if value not in ("0", "1"):
        raise Unreadable(row.fault(company, f"0 or 1, not `{value}`"))
    return int(value)
