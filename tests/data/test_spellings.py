"""The catalogue's own names, asked for the way people write them (`spellings.yaml`)."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.catalogue.names import Finding, FindingKind, NameIndex
from bot.resources import data_folder
from bot.storage.datafiles.reading import read_folder

TABLE = Path(__file__).with_name("spellings.yaml")
REQUIRED_SHARE = 0.97
REQUIRED_ROWS = 150


@cache
def _index() -> NameIndex:
    dataset, _ = read_folder(data_folder())
    return NameIndex(dataset.models.values(), dataset.families.values(), dataset.organisations.values())


@cache
def _rows() -> tuple[tuple[str, Any], ...]:
    groups = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return tuple((typed, expected) for rows in groups.values() for typed, expected in rows.items())


def _is_right(finding: Finding, expected: Any) -> bool:
    slugs = [candidate.slug for candidate in finding.candidates]
    match expected:
        case "none":
            return finding.kind is FindingKind.NONE
        case str():
            return finding.kind is FindingKind.MODEL and finding.slug == expected
        case {"family": family}:
            return finding.kind is FindingKind.FAMILY and finding.family == family and bool(slugs)
        case {"organisation": organisation}:
            return finding.kind is FindingKind.FAMILY and (finding.family, finding.organisation) == (None, organisation)
        case {"missing": family}:
            return finding.kind is FindingKind.MISSING_VERSION and finding.family == family and bool(slugs)
        case {"choice": choice}:
            return finding.kind is FindingKind.AMBIGUOUS and set(slugs[: len(choice)]) == set(choice)
        case _:
            raise ValueError(f"this line of the table says nothing known: {expected!r}")


def _told(typed: str, expected: Any, finding: Finding) -> str:
    slugs = ", ".join(candidate.slug for candidate in finding.candidates[:3])
    return f"{typed!r}: expected {expected}, got {finding.kind} {finding.slug or finding.family or ''} [{slugs}]"


def test_the_table_holds_enough_spellings_and_each_once() -> None:
    counted = Counter(typed for typed, _ in _rows())
    assert len(counted) >= REQUIRED_ROWS
    assert [typed for typed, count in counted.items() if count > 1] == []


def test_what_people_type_leads_to_the_version_that_they_mean() -> None:
    findings = [(typed, expected, _index().find(typed)) for typed, expected in _rows()]
    wrong = [row for row in findings if not _is_right(row[2], row[1])]
    share = 1 - len(wrong) / len(findings)
    told = "\n".join(_told(*row) for row in wrong)
    print(f"{len(findings)} spellings, {share:.1%} right at once\n{told}")
    assert share >= REQUIRED_SHARE, f"{share:.1%} right at once\n{told}"


def test_nothing_that_people_type_is_answered_with_another_version() -> None:
    answered = [(typed, expected, _index().find(typed)) for typed, expected in _rows()]
    wrong = [row for row in answered if row[2].slug is not None and row[2].slug != row[1]]
    assert wrong == [], "\n".join(_told(*row) for row in wrong)


def test_every_version_is_found_by_its_names_and_repositories() -> None:
    dataset, _ = read_folder(data_folder())
    astray: list[str] = []
    for model in dataset.models.values():
        for name in (model.name, model.slug, *model.aliases, *model.variants, *model.repositories):
            finding = _index().find(name, limit=200)
            offered = [candidate.slug for candidate in finding.candidates]
            # A family's first version may bear the family's bare name, which leads to all of the family.
            if model.slug not in offered or finding.slug not in (None, model.slug):
                astray.append(_told(name, model.slug, finding))
    assert astray == [], "\n".join(astray)


@pytest.mark.parametrize("typed", ["llama", "claude", "qwen", "gemma", "deepseek"])
def test_a_family_offers_its_newest_version_first(typed: str) -> None:
    dataset, _ = read_folder(data_folder())
    offered = _index().find(typed).candidates
    dates = [dataset.models[candidate.slug].released or "" for candidate in offered]
    known = [date[:4] for date in dates if date]
    assert known == sorted(known, reverse=True)
