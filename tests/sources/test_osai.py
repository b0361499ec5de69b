"""Files of the European index: present, superseded, and its predecessor's."""

import pytest

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import Modality
from bot.core.definitions.index_score import PARAMETERS, index_score
from bot.sources import osai
from bot.sources.reading import Context, Found, SourceFile

OLD_KEYS = {name: names[0] for name, names in osai.OLDER_NAMES.items()}


def criterion(name: str, grade: str = "closed", link: str = "") -> str:
    return f"{name}:\n    class: {grade}\n    link: {link}\n    notes: what somebody wrote\n"


def present(system: str = "", extra: str = "", **grades: str) -> str:
    body = "".join(criterion(name, grades.get(name, "closed")) for name in PARAMETERS)
    return (
        "system:\n    name: Lantern\n    link: https://example.org/lantern\n    type: text,code\n"
        "    basemodelname: Wick-7B\n    endmodelname: Lantern-7B-Chat\n    endmodellicense: MIT License\n"
        f"    releasedate: 2025-04\n{system}org:\n    name: Lamp Works\n    link:\n{body}{extra}"
    )


def read(text: str, context: Context, name: str = "current/Lantern.yaml") -> Found:
    reading = osai.read(SourceFile(name, text), context)
    assert reading.faults == ()
    return reading.found[0]


def test_the_end_model_names_what_is_judged_and_not_the_file(context: Context):
    found = read(present(), context)
    assert found.record.source == "osai"
    assert found.record.record == "Lantern.yaml#Lantern-7B-Chat"
    assert found.record.judged == "Lantern-7B-Chat"
    assert found.hints.base == "Wick-7B"
    assert found.hints.released == "2025-04"
    assert found.hints.modalities == (Modality.TEXT, Modality.CODE)


def test_a_file_without_an_end_model_is_about_its_system(context: Context):
    found = read(present().replace("endmodelname: Lantern-7B-Chat", "endmodelname:"), context)
    assert found.record.record == "Lantern.yaml#Lantern"


@pytest.mark.parametrize(
    ("note", "access"),
    [("You get them after signing a form", Access.GATED), ("Only as a difference", Access.OBTAINABLE)],
)
def test_partial_weights_are_gated_where_the_notes_speak_of_a_gate(context: Context, note: str, access: Access):
    text = present(weights_endmodel="partial").replace("what somebody wrote", note)
    weights = read(text, context).record.assessments[Component.FINAL_WEIGHTS]
    assert (weights.status, weights.access) == (Status.PARTIAL, access)


@pytest.mark.parametrize(
    ("paper", "preprint", "status"),
    [("closed", "closed", Status.CLOSED), ("closed", "open", Status.UNKNOWN), ("partial", "closed", Status.PARTIAL)],
)
def test_a_missing_paper_beside_a_preprint_says_nothing_of_papers(
    context: Context, paper: str, preprint: str, status: Status
):
    found = read(present(paper=paper, preprint=preprint), context).record
    assert found.assessments[Component.PAPER].status is status
    assert found.criteria["paper"] == paper


def test_the_licence_is_that_of_the_weights_that_are_judged(context: Context):
    found = read(present(weights_endmodel="open", weights_basemodel="open", paper="partial"), context)
    said = found.record.assessments
    assert said[Component.FINAL_WEIGHTS].licence == "mit"
    assert said[Component.BASE_WEIGHTS].access is Access.PUBLIC
    assert said[Component.BASE_WEIGHTS].licence is None
    assert said[Component.PAPER].access is Access.PUBLIC
    assert said[Component.MODEL_CARD].access is Access.UNKNOWN


@pytest.mark.parametrize(
    ("grade", "preprocessing"), [("open", Status.OPEN), ("closed", Status.CLOSED), ("partial", None)]
)
def test_training_code_speaks_of_preprocessing_only_as_a_whole(
    context: Context, grade: str, preprocessing: Status | None
):
    said = read(present(trainingcode=grade), context).record.assessments
    assert said[Component.TRAINING_CODE].status == grade
    found = said.get(Component.PREPROCESSING_CODE)
    assert (found.status if found else None) == preprocessing


def test_an_empty_grade_is_unknown_and_scores_nothing(context: Context):
    found = read(present(paper="", datasheet="open"), context)
    assert found.record.assessments[Component.PAPER].status is Status.UNKNOWN
    assert found.record.assessments[Component.PAPER].access is Access.UNKNOWN
    assert index_score(found.record.criteria) == pytest.approx(1 / 12)


@pytest.mark.parametrize("grade", ["OPEN", " Open ", "'open '"])
def test_case_and_blanks_around_a_grade_make_no_difference(context: Context, grade: str):
    assert read(present(paper=grade), context).record.criteria["paper"] is Status.OPEN


def test_notes_are_not_carried_over(context: Context):
    assert "somebody wrote" not in read(present(paper="open"), context).record.model_dump_json()


@pytest.mark.parametrize(
    ("link", "links"),
    [
        ("", ()),
        ("https://example.org/a ", ("https://example.org/a",)),
        ("['https://example.org/a', 'https://example.org/b']", ("https://example.org/a", "https://example.org/b")),
        ("https://example.org/a, https://example.org/b", ("https://example.org/a", "https://example.org/b")),
        ("not published", ()),
    ],
)
def test_a_link_may_be_a_text_a_list_or_nothing(context: Context, link: str, links: tuple[str, ...]):
    text = present().replace(criterion("paper"), criterion("paper", "open", link))
    assert read(text, context).record.assessments[Component.PAPER].links == links


def test_an_older_file_tells_of_an_api_and_is_scored_over_twelve(context: Context):
    extra = criterion("package", "open") + criterion("api", "open", "https://example.org/api")
    found = read(present(extra=extra), context)
    assert found.record.reach[Channel.API].available is True
    assert found.record.reach[Channel.API].links == ("https://example.org/api",)
    assert found.record.published
    assert found.record.published.score == 0


def test_a_superseded_file_carries_the_day_until_which_it_stood(context: Context):
    index = "file,endmodelname,last_commit_date_with_this_model\nLantern.yaml,Lantern-7B-Chat,2025-03-04\n"
    dated = Context(context.snapshot, context.licences, context.framework, {osai.HISTORY_INDEX: index})
    found = read(present(), dated, "history/Lantern.yaml")
    assert found.record.record == "history/Lantern.yaml#Lantern-7B-Chat"
    assert found.record.snapshot.isoformat() == "2025-03-04"


def test_the_old_name_of_a_criterion_gives_the_component_and_no_points(context: Context):
    text = present(hardware_architecture="open").replace("hardware_architecture:", "architecture:")
    found = read(text, context, "history/Lantern.yaml")
    assert found.record.assessments[Component.ARCHITECTURE].status is Status.OPEN
    assert index_score(found.record.criteria) == 0


def predecessor() -> str:
    body = "".join(criterion(OLD_KEYS.get(name, name), "open") for name in PARAMETERS)
    head = (
        "project:\n    name: Lantern\n    link:\n    llmbase: Wick\n    rlbase: Oil\n    license: Apache License 2.0\n"
    )
    return f"{head}org:\n    name: Lamp Works\n{body}{criterion('package')}{criterion('api')}"


def test_the_predecessor_is_read_by_its_older_keys(context: Context):
    found = read(predecessor(), context, "opening-up-2025-03/Lantern.yaml")
    assert found.record.source == "opening-up"
    assert found.record.record == "Lantern.yaml"
    assert found.record.assessments[Component.POSTTRAINING_DATA].status is Status.OPEN
    assert found.record.assessments[Component.FINAL_WEIGHTS].licence == "apache-2.0"
    assert found.record.reach[Channel.API].available is None
    assert found.record.published is None
    assert index_score(found.record.criteria) == 1


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("class: closed", "class: opne", "datasources_basemodel.class"),
        ("datasheet:\n", "data sheet:\n", "datasheet"),
        ("paper:\n    class: closed\n    link: \n    notes: what somebody wrote\n", "paper: open\n", "paper"),
        ("system:\n", "systems:\n", "system"),
    ],
)
def test_a_broken_file_is_refused_whole_naming_the_key(context: Context, old: str, new: str, key: str):
    text = present()
    assert old in text
    reading = osai.read(SourceFile("current/Lantern.yaml", text.replace(old, new, 1)), context)
    assert reading.found == ()
    assert [fault.key for fault in reading.faults] == [key]
    assert "expected" in str(reading.faults[0])


@pytest.mark.parametrize("criterion", ["hardware_architecture", "modelcard", "datasheet"])
def test_a_grade_of_what_a_document_holds_says_nothing_of_whether_one_can_read_it(context: Context, criterion: str):
    names = {"hardware_architecture": "architecture", "modelcard": "model_card", "datasheet": "data_card"}
    component = names[criterion]

    def said(grade: str):
        found = read(present(**{criterion: grade}), context).record
        assert found is not None
        return found.assessments[Component(component)]

    assert (said("closed").status, said("closed").access) == (Status.UNKNOWN, Access.UNKNOWN)
    assert (said("partial").status, said("partial").access) == (Status.PARTIAL, Access.PUBLIC)
    assert (said("open").status, said("open").access) == (Status.OPEN, Access.PUBLIC)
