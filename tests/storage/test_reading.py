"""Reading `data/`: what is accepted, and what a person is told about what is not."""

from pathlib import Path

import pytest

from bot.core.catalogue.components import Access, Component, Status
from bot.resources import data_folder
from bot.storage.datafiles import EntryKind, content_hash, read_folder, read_text
from tests.storage.samples import MODEL, replace, write


def faults_of(text: str, kind: EntryKind = EntryKind.MODEL) -> list[str]:
    document, faults = read_text(kind, text, "models/heron-1.5.yaml", slug="heron-1.5")
    assert document is None
    return [str(fault) for fault in faults]


def test_a_good_folder_is_read_whole_and_without_faults(folder: Path) -> None:
    dataset, faults = read_folder(folder)
    assert faults == []
    assert list(dataset.models) == ["heron-1.5", "heron-2"]
    assert dataset.organisations["marsh"].country == "NO"
    weights = dataset.models["heron-1.5"].records[0].assessments[Component.FINAL_WEIGHTS]
    assert (weights.status, weights.access, weights.licence) == (Status.OPEN, Access.PUBLIC, "mit")
    assert dataset.models["heron-1.5"].records[0].assessments[Component.TRAINING_CODE].says == "no"


def test_the_catalogue_that_travels_with_the_program_is_read_without_faults() -> None:
    _, faults = read_folder(data_folder())
    assert [str(fault) for fault in faults] == []


def test_an_empty_or_missing_folder_holds_nothing(tmp_path: Path) -> None:
    dataset, faults = read_folder(tmp_path / "nowhere")
    assert (len(dataset), faults) == (0, [])


def test_one_bad_file_does_not_keep_the_others_from_being_read(folder: Path) -> None:
    replace(folder, "models/heron-2.yaml", "family: heron\n", "")
    dataset, faults = read_folder(folder)
    assert list(dataset.models) == ["heron-1.5"]
    assert [str(fault) for fault in faults] == ["models/heron-2.yaml:1: family: `family` is missing"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("status: open", "status: opne", "17: records[0].assessments.final_weights.status: `opne` is not one of"),
        ("released: 2025-02", "released: 2025-13", "6: released: month must be in 1..12"),
        ("released: 2025-02", "released: soon", "6: released: write a date as 2024, 2024-07 or 2024-07-23"),
        ("family: heron", "famly: heron", "4: famly: `famly` is no key here; did you mean `family`?"),
        ("says: download", "sayz: x", "16: records[0].assessments.final_weights.sayz: `sayz` is no key here; did"),
        ("https://marsh", "javascript:marsh", "21: records[0].assessments.final_weights.links[0]: a link starts"),
        ("snapshot: 2026-01-31", "snapshot: yesterday", "13: records[0].snapshot: `yesterday` is not a day"),
        ("snapshot: 2026-01-31", "snapshot: 2026", "13: records[0].snapshot: `2026` is not a day"),
        ("slug: heron-1.5", "slug: Heron", "2: slug: `Heron` does not have the form"),
        ("name: Heron 1.5", "name:", "3: name: an empty value is not text"),
        ("name: Heron 1.5", "name: [a, b]", "3: name: a list is not text"),
        ("aliases:\n  - heron1.5", "aliases: heron1.5", "7: aliases: `heron1.5` is not a list"),
        ("slug: heron-1.5", "slug: heron-9", "2: slug: the file is named heron-1.5.yaml, so the slug should be"),
        ("judged: Heron 1.5", f"judged: {'x' * 201}", "12: records[0].judged: at most 200 characters fit here"),
        ("final_weights:", "weights:", "15: records[0].assessments.weights: `weights` is not one of"),
    ],
)
def test_a_fault_names_the_line_the_key_and_what_is_expected(old: str, new: str, fault: str) -> None:
    assert old in MODEL
    faults = faults_of(MODEL.replace(old, new, 1))
    assert any(found.startswith(f"models/heron-1.5.yaml:{fault}") for found in faults), faults


def test_every_fault_of_a_file_is_named_at_once() -> None:
    text = (
        MODEL.replace("status: open", "status: opne")
        .replace("family: heron\n", "")
        .replace("        says: download\n", "")
    )
    assert len(faults_of(text)) == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("slug: a\nslug: b\n", "2: slug: this key stands twice"),
        ("slug: &a x\nname: *a\n", "1: anchors and aliases are not used in these files; write the value out"),
        ("slug: &a [*a]\n", "1: anchors and aliases are not used"),
        ("slug: !!python/object/apply:os.getcwd []\n", "1: tags such as `tag:yaml.org,2002:python/object"),
        ("slug: [a\n", "2: this is not valid YAML: did not find expected ',' or ']'"),
        ("slug: a\n---\nslug: b\n", "2: this is not valid YAML: "),
        ("slug: a\n\tname: b\n", "2: this is not valid YAML: "),
        ("# ä\nslug: \x07\n", "2: the character number 7 is not allowed in YAML"),
        ("? [a]\n: b\n", "1: a key is a word"),
        ("- a\n- b\n", "1: the file should hold keys with values"),
        ("", "1: the file should hold keys with values"),
        ("x: " + "[" * 100_000, "1: there are more than 1,000 opening brackets"),
        ("# " + "]" * 100_000 + "\nx: " + "{a: " * 50_000, "1: there are more than 1,000 opening brackets"),
        ("x:\n  " + "- " * 50_000, "2: the nesting is too deep"),
        ("\n".join(" " * depth + "a:" for depth in range(300)), "41: the nesting is too deep"),
        ("x: " + "y" * 400_000, "1: the file is longer than 400,000 characters"),
    ],
    ids=lambda value: value[:24],
)
def test_what_yaml_offers_beyond_plain_values_is_refused_in_a_sentence(text: str, fault: str) -> None:
    (found,) = faults_of(text)
    assert found.startswith(f"models/heron-1.5.yaml:{fault}"), found


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (found,) = faults_of(bomb)
    assert "anchors and aliases are not used" in found


def test_a_file_that_is_not_utf8_is_named_with_its_line(folder: Path) -> None:
    (folder / "families/heron.yaml").write_bytes(b"slug: heron\nname: H\xe9ron\n")
    _, faults = read_folder(folder)
    assert [str(fault) for fault in faults] == ["families/heron.yaml:2: this is not UTF-8 text"]


def test_a_file_with_another_ending_is_not_silently_passed_over(folder: Path) -> None:
    write(folder, "families/egret.yml", "slug: egret\n")
    _, faults = read_folder(folder)
    assert [str(fault) for fault in faults] == ["families/egret.yml: the name of an entry's file ends in .yaml"]


def test_a_byte_order_mark_at_the_start_is_no_fault() -> None:
    document, faults = read_text(EntryKind.MODEL, "\ufeff" + MODEL, "models/heron-1.5.yaml")
    assert document is not None
    assert faults == []


def test_the_hash_changes_with_a_byte_and_with_a_name_and_with_nothing_else(folder: Path) -> None:
    before = content_hash(folder)
    write(folder, "models/README.md", "Not an entry.")
    assert content_hash(folder) == before
    (folder / "models/heron-2.yaml").rename(folder / "models/heron-3.yaml")
    renamed = content_hash(folder)
    assert renamed != before
    (folder / "models/heron-3.yaml").rename(folder / "models/heron-2.yaml")
    assert content_hash(folder) == before
    replace(folder, "families/heron.yaml", "name: Heron", "name: Herons")
    assert content_hash(folder) not in (before, renamed)
