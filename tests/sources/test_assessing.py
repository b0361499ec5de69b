"""Assessing single files, as the command line does."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.core.definitions.index_score import PARAMETERS
from bot.resources import data_folder
from bot.services.assessing import ASSESSED_FORMATS, Assessed, assess, licence_tables

TABLES = licence_tables(data_folder())
TODAY = date(2026, 5, 1)


def run(form: str, *files: Path) -> list[Assessed]:
    return assess(form, files, TABLES, TODAY)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_broken_file_says_so_and_the_others_are_assessed(tmp_path: Path):
    good = written(
        tmp_path,
        "good.yml",
        "release:\n  name: Lantern\n  license: {distribution: {name: Apache-2.0}}\n"
        "  components:\n    - {name: Model card}\n    - {name: Model parameters (Final)}\n",
    )
    broken = written(tmp_path, "broken.yml", "release:\n  name: Lantern\n  components: none\n")
    latin = tmp_path / "latin.yml"
    latin.write_bytes(b"release:\n  name: Lanterne \xe9teinte\n")
    results = [one.as_json() for one in run("mot", broken, good, latin, tmp_path / "missing.yml")]
    assert [one["name"] for one in results] == [None, "Lantern", None, None]
    assert results[0]["fault"] == {"line": 3, "key": "release.components", "expected": "a list"}
    assert results[2]["fault"]["line"] == 2
    framework = results[1]["verdicts"]["mof"]
    assert framework["class"] == 0
    assert framework["progress"] == {"1": 0.0, "2": 0.0, "3": pytest.approx(100 / 3)}
    assert framework["reading"] == "as_recorded"
    assert framework["warnings"] == ["final_weights"]


def test_an_index_file_has_its_score_and_no_class_that_it_cannot_know(tmp_path: Path):
    grades = "".join(f"{name}: {{class: partial, link: , notes: }}\n" for name in PARAMETERS)
    path = written(tmp_path, "Lantern.yaml", f"system: {{name: Lantern, endmodelname: Lantern-7B}}\n{grades}")
    (result,) = run("osai", path)
    assert result.name == "Lantern-7B"
    assert result.score == pytest.approx(0.5)
    assert result.as_json()["verdicts"]["mof"]["reading"] == "as_assessed"
    assert "evaluation_code" in result.as_json()["verdicts"]["mof"]["unknown"]


def test_a_map_file_is_named_by_the_product_file_beside_it(tmp_path: Path):
    written(tmp_path, "products/lantern.yaml", "name: lantern\ndisplay_name: Lantern 7B\n")
    path = written(
        tmp_path,
        "scores/lantern.yaml",
        "product: lantern\nopenness:\n  score: 3\n  class: open_weights\n"
        "  components: weights:open;data:closed;license:Apache-2.0(OSI)\n",
    )
    (result,) = run("os-ai-map", path)
    verdicts = result.as_json()["verdicts"]
    assert result.name == "Lantern 7B"
    assert verdicts["osai"] == {"score": None}
    assert verdicts["mof"]["class"] == 0
    assert verdicts["mof"]["progress"]["3"] == pytest.approx(100 / 6)
    assert "pretraining_data" not in verdicts["mof"]["unknown"]


@pytest.mark.parametrize("form", ASSESSED_FORMATS)
def test_every_answer_is_one_object_of_json(tmp_path: Path, form: str):
    (result,) = run(form, written(tmp_path, "x.yaml", "a: 1\n"))
    assert json.loads(json.dumps(result.as_json()))["file"].endswith("x.yaml")


def test_a_format_of_many_models_a_file_is_not_assessed():
    with pytest.raises(KeyError):
        run("epoch")
