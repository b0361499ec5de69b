"""Whether entries fit together: what the check finds, and where it says it is."""

from pathlib import Path

import pytest

from bot.storage.datafiles import check_references, read_folder
from tests.storage.samples import replace, write


def faults_in(folder: Path) -> list[str]:
    dataset, faults = read_folder(folder)
    assert faults == []
    return [str(fault) for fault in check_references(dataset, folder)]


def test_a_catalogue_that_fits_together_has_no_faults(folder: Path) -> None:
    assert faults_in(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "models/heron-2.yaml",
            "family: heron",
            "family: egret",
            "models/heron-2.yaml:3: family: there is no family `egret` (families/egret.yaml)",
        ),
        (
            "models/heron-2.yaml",
            "organisation: marsh",
            "organisation: mash",
            "models/heron-2.yaml:4: organisation: there is no organisation `mash` (organisations/mash.yaml)",
        ),
        (
            "models/heron-2.yaml",
            "base: heron-1.5",
            "base: heron-0",
            "models/heron-2.yaml:7: base: there is no model `heron-0` (models/heron-0.yaml)",
        ),
        (
            "models/heron-2.yaml",
            "base: heron-1.5",
            "base: heron-2",
            "models/heron-2.yaml:7: base: following `base` leads back to this version itself",
        ),
        (
            "models/heron-1.5.yaml",
            "licence: mit",
            "licence: mti",
            "models/heron-1.5.yaml:19: records[0].assessments.final_weights.licence: there is no licence `mti` "
            "(licences/mti.yaml)",
        ),
        (
            "models/heron-1.5.yaml",
            "source: ajar",
            "source: jar",
            "models/heron-1.5.yaml:10: records[0].source: there is no source `jar` (sources/jar.yaml)",
        ),
        (
            "models/heron-2.yaml",
            "second heron",
            "HERON-1.5",
            "models/heron-2.yaml:6: aliases[0]: `HERON-1.5` already leads to the model `heron-1.5`",
        ),
        (
            "models/heron-2.yaml",
            "second heron",
            "the-heron",
            None,
        ),
        (
            "models/heron-2.yaml",
            "second heron",
            "HERON",
            "models/heron-2.yaml:6: aliases[0]: `HERON` is the bare name of the family `heron`, "
            "which leads to the family",
        ),
        ("models/heron-2.yaml", "second heron", "heron 15", None),
        ("models/heron-2.yaml", "second heron", "heron 1.5+", None),
    ],
)
def test_a_reference_or_a_name_that_misleads_is_named_with_its_line(
    folder: Path, file: str, old: str, new: str, expected: str | None
) -> None:
    replace(folder, file, old, new)
    assert faults_in(folder) == ([] if expected is None else [expected])


def test_a_circle_of_bases_is_found_at_each_of_its_members(folder: Path) -> None:
    replace(folder, "models/heron-1.5.yaml", "released: 2025-02", "base: heron-2")
    assert [fault.partition(":")[0] for fault in faults_in(folder)] == [
        "models/heron-1.5.yaml",
        "models/heron-2.yaml",
    ]


def test_a_family_without_versions_or_by_nobody_who_made_one_is_found(folder: Path) -> None:
    write(folder, "families/egret.yaml", "slug: egret\nname: Egret\norganisation: marsh\n")
    write(folder, "organisations/fen.yaml", "slug: fen\nname: Fen Institute\n")
    replace(folder, "families/heron.yaml", "organisation: marsh", "organisation: fen")
    assert faults_in(folder) == [
        "families/egret.yaml:1: no version belongs to this family",
        "families/heron.yaml:3: organisation: no version of this family is by `fen`; they are by `marsh`",
    ]


def test_without_the_folder_faults_still_name_file_and_key(folder: Path) -> None:
    replace(folder, "models/heron-2.yaml", "family: heron", "family: egret")
    dataset, _ = read_folder(folder)
    (fault,) = check_references(dataset)
    assert str(fault).startswith("models/heron-2.yaml: family: there is no family")
