"""`catalogue`: assessing single files, checking, counting, importing."""

import json
import shutil
from pathlib import Path

import pytest

from bot.resources import data_folder
from tests.cli.conftest import Run

MOT_RECORD = """\
framework: {name: Model Openness Framework, version: '1.0', date: '2024-12-15'}
release:
  name: Heron-7B
  version: 7B
  date: '2025-06-01'
  producer: Marsh Labs
  license: {distribution: {name: Apache-2.0, path: ''}}
  components:
    - {name: Model architecture}
    - {name: Model parameters (Final)}
    - {name: Technical report}
    - {name: Evaluation results}
    - {name: Model card}
    - {name: Data card, license: unlicensed}
"""


def test_the_base_catalogue_has_no_fault(ajar: Run):
    result = ajar("catalogue", "check")
    assert result.status == 0
    assert "no fault" in result.out


def test_the_base_catalogue_is_as_large_as_promised(ajar: Run):
    (counts,) = ajar("catalogue", "stats", "--json").objects()
    assert counts["models"] >= 380
    assert counts["families"] >= 250
    assert counts["assessments"] >= 3000
    assert counts["evidence_links"] >= 1400
    assert counts["disputes"] > 0
    assert set(counts["assessments_by_source"]) >= {"mot", "osai", "opening-up", "os-ai-map", "epoch"}


def test_a_record_of_the_openness_tool_gets_class_and_progress(ajar: Run, tmp_path: Path):
    file = tmp_path / "Heron-7B.yml"
    file.write_text(MOT_RECORD, encoding="utf-8")
    result = ajar("catalogue", "assess", "--format", "mot", str(file), "--json")
    (found,) = result.objects()
    assert found["name"] == "Heron-7B"
    assert found["verdicts"]["mof"]["class"] == 0
    assert found["verdicts"]["mof"]["progress"]["3"] == pytest.approx(5 / 6 * 100)


def test_a_broken_record_says_where_and_the_others_go_on(ajar: Run, tmp_path: Path):
    good, bad = tmp_path / "good.yml", tmp_path / "bad.yml"
    good.write_text(MOT_RECORD, encoding="utf-8")
    bad.write_text("release:\n  name: [unclosed\n", encoding="utf-8")
    result = ajar("catalogue", "assess", "--format", "mot", str(bad), str(good), "--json")
    assert result.status == 1
    broken, whole = result.objects()
    assert broken["verdicts"] is None
    assert broken["fault"]["line"]
    assert whole["verdicts"]["mof"]["progress"]["3"] > 0
    assert "bad.yml" in result.err


def test_an_unknown_format_is_bad_use(ajar: Run, tmp_path: Path):
    assert ajar("catalogue", "assess", "--format", "tarot", str(tmp_path)).status == 2


def test_a_fault_in_a_file_is_told_with_file_and_line(ajar: Run, tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(data_folder(), data)
    file = data / "models" / "llama-3.1.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("family: llama", "family: lama"), encoding="utf-8")
    result = ajar("catalogue", "check", AJAR_DATA_FOLDER=str(data))
    assert result.status == 1
    assert "models/llama-3.1.yaml:3" in result.out


def test_an_import_shows_first_and_changes_only_when_told(ajar: Run, tmp_path: Path):
    data, snapshot = tmp_path / "data", tmp_path / "mot"
    shutil.copytree(data_folder(), data)
    (snapshot / "models").mkdir(parents=True)
    (snapshot / "models" / "Heron-7B.yml").write_text(MOT_RECORD, encoding="utf-8")
    licence = {
        "licenseId": "Apache-2.0",
        "name": "Apache License 2.0",
        "isOsiApproved": True,
        "reference": "",
        "seeAlso": [],
    }
    for name in ("licenses.json", "mof-licenses.json"):
        (snapshot / name).write_text(json.dumps({"licenses": [licence]}), encoding="utf-8")
    entry = data / "models" / "amber.yaml"
    joins = data / "joins" / "mot.yaml"
    before = entry.read_text(encoding="utf-8")
    asked = ("catalogue", "import", str(snapshot), "--source", "mot", "--snapshot", "2026-07-01")
    shown = ajar(*asked, AJAR_DATA_FOLDER=str(data))
    assert shown.status == 1, "a record without a home is left to people"
    assert "Heron-7B" in shown.out
    joins.write_text(joins.read_text(encoding="utf-8") + '  "Heron-7B.yml": amber\n', encoding="utf-8")
    assert ajar(*asked, AJAR_DATA_FOLDER=str(data)).status == 0
    assert entry.read_text(encoding="utf-8") == before, "showing changes nothing"
    assert ajar(*asked, "--apply", AJAR_DATA_FOLDER=str(data)).status == 0
    after = entry.read_text(encoding="utf-8")
    assert "Heron-7B" in after
    assert all(line in after for line in before.splitlines()), "what stood there stays"


def test_what_should_be_read_again_comes_by_how_much_it_is_asked_for(ajar: Run):
    rows = ajar("catalogue", "stale", "--most", "30", "--json").objects()
    assert len(rows) == 30
    urgencies = [(row["months"] or 0) * row["asked"] for row in rows]
    assert urgencies == sorted(urgencies, reverse=True)


def test_a_sample_for_an_audit_is_the_same_for_a_seed_and_hides_the_values(ajar: Run):
    first, again = (ajar("catalogue", "sample", "--seed", "5", "--count", "12").objects() for _ in range(2))
    assert first == again
    assert all(set(row) == {"slug", "component"} for row in first)
    shown = ajar("catalogue", "sample", "--seed", "5", "--count", "12", "--with-values").objects()
    assert [(row["slug"], row["component"]) for row in shown] == [(row["slug"], row["component"]) for row in first]
    assert {row["first_hand"] for row in shown} == {True, False}
