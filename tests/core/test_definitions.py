"""The five definitions on profiles: what each asks, that unknown is not no, and that opening never lowers a verdict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import Assessment, ModelDocument
from bot.core.catalogue.resolve import resolve
from bot.core.definitions import DEFINITIONS, judge_all
from bot.core.definitions.index_score import PARAMETERS
from bot.core.definitions.verdicts import Outcome, Verdict
from bot.core.headline import headline
from tests.core.catalogues import (
    LICENCES,
    OPEN,
    SHUT,
    SOURCES,
    anything_said,
    assessment,
    assessments_of,
    model,
    models_of,
    record,
    something_sensible,
)

EVERYTHING = dict.fromkeys(Component, OPEN)


def verdicts(assessments: dict[Component, Assessment], **traits: object) -> dict[str, Verdict]:
    return judge_all(resolve(model(record("ajar", assessments=assessments, **traits)), LICENCES, SOURCES))


def without(*components: Component, said: Assessment = SHUT) -> dict[Component, Assessment]:
    return {**EVERYTHING, **dict.fromkeys(components, said)}


def test_a_release_with_everything_under_an_open_licence_meets_every_rule_that_can_be_judged():
    found = verdicts(EVERYTHING)
    assert found["osaid"].outcome is Outcome.MET
    assert (found["mof"].outcome, found["mof"].score) == (Outcome.MET, 1)
    assert (found["everyday"].outcome, found["everyday"].score) == (Outcome.MET, 4)
    assert (found["gradient"].label, found["gradient"].score) == ("fully_open", 8)
    assert found["osai"].outcome is Outcome.CANNOT_TELL, "only the index's own grades make its score"


def test_a_version_of_which_nothing_is_known_gets_no_no_from_any_rule():
    found = judge_all(resolve(model(), LICENCES, SOURCES))
    assert {name: verdict.outcome for name, verdict in found.items()} == dict.fromkeys(DEFINITIONS, Outcome.CANNOT_TELL)
    assert all(not verdict.missing for verdict in found.values())


def test_weights_alone_are_open_weights_and_not_open_source():
    shut = [c for c in Component if c is not Component.FINAL_WEIGHTS]
    found = verdicts(without(*shut))
    assert found["gradient"].label == "open_weights"
    assert found["osaid"].outcome is Outcome.NOT_MET
    assert set(found["osaid"].missing) == {"code", "data_information"}
    assert found["osaid"].met == ("parameters",)
    assert found["everyday"].score == 2


@pytest.mark.parametrize(
    ("said", "step"),
    [
        (assessment(Status.PARTIAL, Access.GATED, "apache-2.0"), "restricted_weights"),
        (assessment(Status.PARTIAL, Access.PUBLIC, "llama-3.1"), "restricted_weights"),
        (assessment(Status.PARTIAL, Access.PUBLIC, "cc-by-nc-4.0"), "restricted_weights"),
        (assessment(Status.OPEN, Access.PUBLIC), "restricted_weights"),
        (OPEN, "fully_open"),
    ],
)
def test_a_gate_or_a_limit_or_unknown_terms_keep_weights_on_the_restricted_step(said: Assessment, step: str):
    assert verdicts(without(Component.FINAL_WEIGHTS, said=said))["gradient"].label == step


@pytest.mark.parametrize(
    ("channels", "label"),
    [
        ({}, "closed"),
        ({Channel.HOSTED: True}, "hosted"),
        ({Channel.HOSTED: True, Channel.API: True}, "api"),
        ({Channel.API: True, Channel.FINETUNING_API: True}, "finetuning_api"),
    ],
)
def test_closed_weights_stand_on_the_step_of_the_best_way_in(channels: dict[Channel, bool], label: str):
    reach = {channel: {"says": "x", "available": there} for channel, there in channels.items()}
    assert verdicts({Component.FINAL_WEIGHTS: SHUT}, reach=reach)["gradient"].label == label


def test_data_that_is_held_back_without_a_full_account_fails_data_information():
    found = verdicts(without(Component.PRETRAINING_DATA, Component.DATA_CARD))
    assert found["osaid"].missing == ("data_information",)
    assert found["gradient"].label == "weights_and_code"


def test_data_that_is_held_back_with_a_full_data_card_leaves_data_information_open():
    found = verdicts(without(Component.PRETRAINING_DATA))
    assert found["osaid"].outcome is Outcome.CANNOT_TELL
    assert found["osaid"].unknown == ("data_information",)


def test_a_dispute_that_changes_the_answer_makes_it_depend_and_says_on_what():
    two = model(
        record("osai", assessments=without(Component.TRAINING_CODE)), record("os-ai-map", assessments=EVERYTHING)
    )
    found = judge_all(resolve(two, LICENCES, SOURCES))
    assert found["osaid"].outcome is Outcome.DEPENDS
    assert found["osaid"].hangs_on == (Component.TRAINING_CODE,)
    assert found["osaid"].disputed == ("code",)
    assert found["gradient"].outcome is Outcome.DEPENDS


def test_a_dispute_that_changes_nothing_leaves_the_answer_standing():
    no_data = without(Component.PRETRAINING_DATA, Component.DATA_CARD)
    two = model(
        record("osai", assessments={**no_data, Component.TRAINING_CODE: SHUT}),
        record("os-ai-map", assessments=no_data),
    )
    verdict = judge_all(resolve(two, LICENCES, SOURCES))["osaid"]
    assert verdict.outcome is Outcome.NOT_MET
    assert verdict.disputed == ("code",)


def test_the_index_score_is_the_mean_of_its_own_twelve_grades():
    grades = dict(zip(PARAMETERS, [Status.OPEN] * 5 + [Status.PARTIAL] * 3 + [Status.CLOSED] * 4, strict=True))
    found = judge_all(resolve(model(record("osai", criteria=grades)), LICENCES, SOURCES))["osai"]
    assert found.score == pytest.approx(6.5 / 12)
    assert (len(found.met), len(found.partly), len(found.missing)) == (5, 3, 4)


def test_components_under_a_licence_that_is_not_open_give_no_framework_class():
    strings = assessment(Status.PARTIAL, Access.PUBLIC, "llama-3.1")
    found = verdicts(without(Component.FINAL_WEIGHTS, said=strings))["mof"]
    assert (found.outcome, found.score) == (Outcome.NOT_MET, 0)
    assert "final_weights" in found.missing


_RANK = {Outcome.NOT_MET: 0, Outcome.CANNOT_TELL: 1, Outcome.DEPENDS: 1, Outcome.PARTLY: 1, Outcome.MET: 2}


@settings(max_examples=300)
@given(models_of(anything_said))
def test_any_assessments_get_a_verdict_that_explains_itself(document: ModelDocument):
    profile = resolve(document, LICENCES, SOURCES)
    found = judge_all(profile)
    assert headline(profile, found["gradient"], found["osaid"]).lead
    for verdict in found.values():
        told = [*verdict.met, *verdict.partly, *verdict.missing, *verdict.unknown, *verdict.disputed]
        assert len(told) == len(set(told)), "a requirement stands in one list alone"
        assert verdict.low is None or verdict.high is None or verdict.low <= verdict.high
        assert verdict.outcome is not Outcome.DEPENDS or verdict.hangs_on


@settings(max_examples=400)
@given(
    assessments_of(something_sensible),
    st.sampled_from(Component),
    st.just({}) | st.dictionaries(st.sampled_from(Channel), st.booleans()),
)
def test_opening_a_component_that_was_closed_or_unknown_never_lowers_a_verdict(
    assessments: dict[Component, Assessment], component: Component, channels: dict[Channel, bool]
):
    said = assessments.get(component)
    if said is not None and said.status in (Status.OPEN, Status.PARTIAL):
        return
    reach = {channel: {"says": "x", "available": there} for channel, there in channels.items()}
    before = verdicts(assessments, reach=reach)
    after = verdicts({**assessments, component: OPEN}, reach=reach)
    for name in DEFINITIONS:
        old, new = before[name], after[name]
        if old.low is not None and new.low is not None:
            assert new.low >= old.low, name
        if old.outcome is Outcome.MET:
            assert new.outcome is Outcome.MET, name
        assert _RANK[new.outcome] >= _RANK[old.outcome] or (
            old.outcome is not Outcome.NOT_MET and new.outcome is not Outcome.NOT_MET
        ), name
