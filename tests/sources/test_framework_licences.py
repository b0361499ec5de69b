"""The framework's list of open licences."""

import json

import pytest

from bot.resources import data_folder
from bot.sources.framework_licences import OPEN_BESIDES, as_file, framework_licences
from bot.sources.reading import SourceFile, Unreadable


def listed(*entries: dict[str, object]) -> SourceFile:
    return SourceFile("licenses.json", json.dumps({"licenses": list(entries)}))


def entry(name: str, *, osi: bool = False, fsf: bool | None = None, kinds: object = None) -> dict[str, object]:
    found: dict[str, object] = {"licenseId": name, "isOsiApproved": osi}
    if fsf is not None:
        found["isFsfLibre"] = fsf
    if kinds is not None:
        found["ContentType"] = kinds
    return found


def test_open_is_what_osi_or_fsf_or_the_framework_call_so():
    made = framework_licences(
        listed(
            entry("A", osi=True), entry("B", fsf=True), entry("C", fsf=False), entry("CC-BY-4.0"), entry("PDDL-1.0")
        ),
        listed(),
    )
    assert {"A", "B"} <= made.keys()
    assert not {"C", "PDDL-1.0"} & made.keys()
    assert made.keys() >= OPEN_BESIDES
    assert made["A"] == []


def test_an_override_replaces_the_entry_and_names_the_kinds():
    made = framework_licences(
        listed(entry("A", osi=True), entry("B", osi=True)),
        listed(entry("A", osi=True, kinds=["document", "code"]), entry("B"), entry("C", osi=True, kinds="data")),
    )
    assert made["A"] == ["code", "document"]
    assert "B" not in made
    assert made["C"] == ["data"]


@pytest.mark.parametrize("text", ["[]", "{", '{"licenses": [{"name": "A"}]}', '{"licenses": "A"}'])
def test_what_is_no_such_list_is_refused(text: str):
    with pytest.raises(Unreadable):
        framework_licences(SourceFile("licenses.json", text), listed())


def test_the_file_of_the_catalogue_has_the_form_that_the_import_writes():
    text = (data_folder() / "licences" / "framework.json").read_text(encoding="utf-8")
    assert as_file(json.loads(text)) == text
    assert json.loads(text).keys() >= OPEN_BESIDES
