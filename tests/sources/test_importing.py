"""The import: planned first, then carried out, leaving alone what people wrote."""

from datetime import date
from pathlib import Path

import pytest

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import InBoth
from bot.services.import_plan import CannotImport, Difference, ImportPlan, SourcePlan
from bot.services.importing import apply, plan_import
from bot.sources.registry import FORMATS, SOURCES
from bot.storage.datafiles import read_folder

DAY = date(2026, 5, 1)

MODEL = """# Checked by hand.
slug: lantern
name: Lantern
family: lantern
organisation: lamp-works
aliases:
  - lantern seven  # what people type
records:
  - source: ajar
    record: lantern-page
    judged: Lantern
    snapshot: 2026-01-01
    assessments:
      model_card:
        says: published
        status: open
        access: public
"""
APACHE = """slug: apache-2.0
name: Apache License 2.0
short: Apache-2.0
spdx: Apache-2.0
category: open
osi_approved: true
"""
SOURCE = """slug: mot
name: The tool
short: Tool
publisher: Somebody
link: https://example.org/
licence: MIT
snapshot: 2026-05-01
citation: The tool.
"""
LAMP = """slug: lamp-works
name: Lamp Works
transparency:
  - edition: 2024-05
    met: 1
    of: 2
    flagship: Lantern
    snapshot: 2025-01-01
"""
FRAMEWORK = '{\n  "Apache-2.0": ["code", "document"]\n}\n'


def record(name: str, *components: str, day: str = "2025-05-22") -> str:
    listed = "".join(f"    - {{name: {component}}}\n" for component in components)
    return (
        f"release:\n  name: {name}\n  date: '{day}'\n  producer: Lamp Works\n"
        "  huggingface: https://huggingface.co/lamp/lantern\n"
        f"  license: {{distribution: {{name: Apache-2.0}}}}\n  components:\n{listed}"
    )


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    put(folder, "models/lantern.yaml", MODEL)
    put(folder, "licences/apache-2.0.yaml", APACHE)
    put(folder, "licences/framework.json", FRAMEWORK)
    put(folder, "sources/mot.yaml", SOURCE)
    put(folder, "organisations/lamp-works.yaml", LAMP)
    put(folder, "joins/mot.yaml", "records:\n  Lantern.yml: lantern\n")
    return folder


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    folder = tmp_path / "mot"
    put(folder, "models/Lantern.yml", record("Lantern", "Model parameters (Final)"))
    put(folder, "licenses.json", '{"licenses": [{"licenseId": "Apache-2.0", "isOsiApproved": true}]}')
    put(folder, "mof-licenses.json", '{"licenses": []}')
    return folder


def plan_mot(snapshot: Path, data: Path, day: date = DAY) -> tuple[ImportPlan, SourcePlan]:
    plan = plan_import(snapshot, data, ["mot"], {"mot": day})
    return plan, plan.sources[0]


def imported(snapshot: Path, data: Path) -> str:
    apply(plan_mot(snapshot, data)[0], data)
    return (data / "models/lantern.yaml").read_text(encoding="utf-8")


def test_a_plan_says_what_is_new_and_changes_nothing(snapshot: Path, data: Path):
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    plan, mot = plan_mot(snapshot, data)
    assert [(one.slug, one.record) for one in mot.new] == [("lantern", "Lantern.yml")]
    assert {write.path.as_posix() for write in plan.writes} == {"models/lantern.yaml", "licences/framework.json"}
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_what_people_wrote_stays(snapshot: Path, data: Path):
    text = imported(snapshot, data)
    assert text.startswith("# Checked by hand.\n")
    assert "# what people type" in text
    dataset, faults = read_folder(data)
    assert faults == []
    model = dataset.models["lantern"]
    assert model.aliases == ("lantern seven",)
    assert [(one.source, one.record) for one in model.records] == [("ajar", "lantern-page"), ("mot", "Lantern.yml")]


def test_the_same_snapshot_again_changes_nothing(snapshot: Path, data: Path):
    imported(snapshot, data)
    plan, mot = plan_mot(snapshot, data)
    assert plan.writes == ()
    assert [one.record for one in mot.unchanged] == ["Lantern.yml"]
    assert apply(plan, data) == []


def test_a_newer_snapshot_of_the_same_is_confirmed_at_its_date(snapshot: Path, data: Path):
    imported(snapshot, data)
    plan, mot = plan_mot(snapshot, data, date(2026, 7, 1))
    assert [one.record for one in mot.confirmed] == ["Lantern.yml"]
    apply(plan, data)
    dataset, _ = read_folder(data)
    assert dataset.models["lantern"].records[1].snapshot == date(2026, 7, 1)
    assert dataset.sources["mot"].snapshot == date(2026, 7, 1)


def test_a_change_is_shown_component_by_component(snapshot: Path, data: Path):
    imported(snapshot, data)
    put(snapshot, "models/Lantern.yml", record("Lantern", "Model parameters (Final)").replace("Apache-2.0", "''"))
    _, mot = plan_mot(snapshot, data)
    (changed,) = mot.changed
    assert Difference("final_weights.status", "open", "unknown") in changed.differences
    assert Difference("final_weights.licence", "apache-2.0", None) in changed.differences


def test_a_note_that_somebody_wrote_beside_an_assessment_survives(snapshot: Path, data: Path):
    text = imported(snapshot, data)
    noted = text.replace("        access: obtainable\n", "        access: obtainable\n        note: Seen by us.\n")
    assert noted != text
    put(data, "models/lantern.yaml", noted)
    plan, _ = plan_mot(snapshot, data, date(2026, 7, 1))
    apply(plan, data)
    dataset, _ = read_folder(data)
    assert dataset.models["lantern"].records[1].assessments[Component.FINAL_WEIGHTS].note == "Seen by us."


def test_nothing_is_attached_by_guess(snapshot: Path, data: Path):
    put(snapshot, "models/Wick.yml", record("Lantern", "Model card"))
    put(data, "joins/mot.yaml", "records:\n  Lantern.yml: lantern-2\n  Gone.yml: lantern\n")
    plan, mot = plan_mot(snapshot, data)
    assert [(one.record, one.hints.organisation) for one in mot.needs_home] == [("Wick.yml", "Lamp Works")]
    assert [(one.slug, one.record) for one in mot.needs_file] == [("lantern-2", "Lantern.yml")]
    assert mot.unused_joins == ["Gone.yml"]
    assert not plan.clean
    assert [write.path.name for write in plan.writes] == ["framework.json"]


def test_records_outside_the_scope_wait_for_nobody(snapshot: Path, data: Path):
    put(snapshot, "models/Wick.yml", record("Wick", "Model card"))
    put(data, "joins/mot.yaml", "scope: listed\nrecords:\n  Lantern.yml: lantern\n")
    plan, mot = plan_mot(snapshot, data)
    assert mot.unlisted == ["Wick.yml"]
    assert plan.clean


def test_a_record_that_is_to_be_left_out_is_taken_away_again(snapshot: Path, data: Path):
    imported(snapshot, data)
    put(data, "joins/mot.yaml", 'records:\n  Lantern.yml: {leave_out: "it is junk"}\n')
    plan, mot = plan_mot(snapshot, data)
    assert mot.left_out == [("Lantern.yml", "it is junk")]
    assert [one.slug for one in mot.taken_away] == ["lantern"]
    apply(plan, data)
    dataset, _ = read_folder(data)
    assert [one.source for one in dataset.models["lantern"].records] == ["ajar"]


def test_a_record_that_the_source_dropped_is_kept_with_its_date(snapshot: Path, data: Path):
    imported(snapshot, data)
    (snapshot / "models/Lantern.yml").unlink()
    put(snapshot, "models/Wick.yml", record("Wick", "Model card"))
    plan, mot = plan_mot(snapshot, data, date(2026, 7, 1))
    assert [(one.slug, one.record) for one in mot.kept] == [("lantern", "Lantern.yml")]
    apply(plan, data)
    dataset, _ = read_folder(data)
    assert dataset.models["lantern"].records[1].snapshot == DAY


def test_conditions_of_a_join_are_applied(snapshot: Path, data: Path):
    put(snapshot, "models/Lantern.yml", record("Lantern", "Model parameters (Final)", "Model card"))
    condition = (
        '{to: lantern, unverified: {en: "doubtful", zh-CN: "可疑"}, '
        'set_aside: {model_card: {en: "another model", zh-CN: "另一个模型"}}}'
    )
    put(data, "joins/mot.yaml", f"records:\n  Lantern.yml: {condition}\n")
    imported(snapshot, data)
    dataset, _ = read_folder(data)
    record_in = dataset.models["lantern"].records[1]
    assert not record_in.verified
    assert record_in.doubt == InBoth(en="doubtful", zh="可疑")
    assert record_in.assessments[Component.MODEL_CARD].doubt == InBoth(en="another model", zh="另一个模型"), (
        "the word is shown, and set aside"
    )
    assert record_in.assessments[Component.FINAL_WEIGHTS].doubt is None


def test_a_broken_file_of_the_snapshot_leaves_its_old_record_and_the_others_go_on(snapshot: Path, data: Path):
    put(data, "joins/mot.yaml", "records:\n  Lantern.yml: lantern\n  Wick.yml: lantern\n")
    imported(snapshot, data)
    put(snapshot, "models/Lantern.yml", "release: [")
    put(snapshot, "models/Wick.yml", record("Wick", "Model card"))
    plan, mot = plan_mot(snapshot, data)
    assert [fault.file for fault in mot.faults] == ["models/Lantern.yml"]
    assert [one.record for one in mot.new] == ["Wick.yml"]
    assert [one.record for one in mot.kept] == ["Lantern.yml"]
    apply(plan, data)
    assert len(read_folder(data)[0].models["lantern"].records) == 3


def test_a_plan_is_refused_once_a_file_has_changed(snapshot: Path, data: Path):
    plan, _ = plan_mot(snapshot, data)
    put(data, "models/lantern.yaml", MODEL.replace("Checked", "Checked again"))
    with pytest.raises(CannotImport, match=r"models/lantern\.yaml has changed"):
        apply(plan, data)
    assert (data / "licences/framework.json").read_text(encoding="utf-8") == FRAMEWORK


def test_nothing_is_written_while_the_data_has_faults(snapshot: Path, data: Path):
    put(data, "models/broken.yaml", "slug: broken\n")
    plan, _ = plan_mot(snapshot, data)
    with pytest.raises(CannotImport, match=r"models/broken\.yaml"):
        apply(plan, data)


def test_transparency_goes_to_the_organisation_and_keeps_the_flagship(tmp_path: Path, data: Path):
    put(tmp_path, "fmti/May2024/May2024_scores.csv", "Indicator,Lamp\nSize,1\nSources,1\n")
    put(tmp_path, "fmti/Dec2025/Dec2025_scores.csv", "Indicator,Lamp\nSize,0\n")
    put(data, "joins/fmti.yaml", "records:\n  Lamp: lamp-works\n")
    plan = plan_import(tmp_path, data, ["fmti"], {"fmti": DAY})
    assert [change.record for change in plan.sources[0].changed] == ["Lamp 2024-05"]
    assert [one.record for one in plan.sources[0].new] == ["Lamp 2025-12"]
    apply(plan, data)
    dataset, _ = read_folder(data)
    results = dataset.organisations["lamp-works"].transparency
    assert [(one.edition, one.met, one.of, one.flagship) for one in results] == [
        ("2024-05", 2, 2, "Lantern"),
        ("2025-12", 0, 1, None),
    ]


def test_a_source_that_nobody_reads_or_without_files_or_day_is_a_plain_error(snapshot: Path, data: Path):
    with pytest.raises(CannotImport, match="no source that can be read"):
        plan_import(snapshot, data, ["horoscope"])
    with pytest.raises(CannotImport, match="holds no files of `osi`"):
        plan_import(snapshot, data, ["osi"], {"osi": DAY})
    (data / "sources/mot.yaml").unlink()
    with pytest.raises(CannotImport, match="on which day"):
        plan_import(snapshot, data, ["mot"])


def test_every_format_has_its_sources_and_no_source_two_formats():
    assert set(SOURCES) == {"mot", "osai", "opening-up", "os-ai-map", "osi", "epoch", "fmti"}
    assert len(SOURCES) == len(set(SOURCES)) == sum(len(form.files) for form in FORMATS.values())
