"""The Model Openness Framework's rule and the European index's score, asked from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.catalogue.components import Component, Kind, Status
from bot.core.definitions.framework_rule import (
    COMPONENTS,
    OPTIONAL,
    REQUIRED,
    FrameworkLicences,
    State,
    framework_result,
)
from bot.core.definitions.index_score import PARAMETERS, index_score

C = Component
THIRD, SECOND, FIRST = REQUIRED[3], REQUIRED[2], REQUIRED[1]
ALL_REQUIRED = (*THIRD, *SECOND, *FIRST)
ANY_STATES = st.dictionaries(st.sampled_from(list(Component)), st.sampled_from(list(State)))
BETTER = {0: 0, 3: 1, 2: 2, 1: 3}


def included(*components: Component) -> dict[Component, State]:
    return dict.fromkeys(components, State.INCLUDED)


def test_the_framework_names_seventeen_components_three_of_them_optional():
    assert len(set(COMPONENTS)) == 17
    assert [len(THIRD), len(SECOND), len(FIRST)] == [6, 4, 4]
    assert sum(len(optional) for optional in OPTIONAL.values()) == 3


def test_nothing_listed_is_no_class_and_no_progress():
    result = framework_result({})
    assert result.mof_class == 0
    assert result.progress == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("states", "mof_class", "progress"),
    [
        (included(*THIRD), 3, (0.0, 60.0, 100.0)),
        (included(*THIRD, *SECOND), 2, (10 / 14 * 100, 100.0, 100.0)),
        (included(*ALL_REQUIRED), 1, (100.0, 100.0, 100.0)),
        (included(*THIRD[:5]), 0, (0.0, 0.0, 5 / 6 * 100)),
        (included(*SECOND, *FIRST[:3]), 0, (0.0, 0.0, 0.0)),
    ],
)
def test_a_class_has_no_progress_until_the_easier_one_is_complete(
    states: dict[Component, State], mof_class: int, progress: tuple[float, float, float]
):
    result = framework_result(states)
    assert result.mof_class == mof_class
    assert result.progress == pytest.approx(progress)


def test_a_paper_stands_in_for_a_report_that_is_not_listed():
    states = included(*(c for c in THIRD if c is not C.TECHNICAL_REPORT), C.PAPER)
    result = framework_result(states)
    assert result.paper_for_report
    assert result.mof_class == 3
    assert C.TECHNICAL_REPORT not in result.tallies[2].missing


def test_a_paper_stands_in_for_a_report_under_no_open_licence_too():
    states = {**included(*THIRD, C.PAPER), C.TECHNICAL_REPORT: State.INVALID}
    assert framework_result(states).mof_class == 3


def test_a_paper_brings_its_own_state_along():
    states = {**included(*(c for c in THIRD if c is not C.TECHNICAL_REPORT)), C.PAPER: State.UNLICENSED}
    result = framework_result(states)
    assert result.mof_class == 0
    assert result.progress[2] == pytest.approx(5 / 6 * 100)
    assert C.PAPER in result.tallies[2].unlicensed
    assert C.TECHNICAL_REPORT not in result.tallies[2].missing


def test_class_one_asks_for_thirteen_where_the_paper_stands_in():
    states = included(*(c for c in ALL_REQUIRED if c is not C.TECHNICAL_REPORT))
    result = framework_result(states)
    assert result.mof_class == 1
    assert result.tallies[0].needed == 13
    assert result.progress == (100.0, 100.0, 100.0)


def test_a_report_and_a_paper_together_are_two_of_fourteen():
    result = framework_result(included(*ALL_REQUIRED))
    assert result.tallies[0].needed == 14
    assert not result.paper_for_report


def test_optional_components_are_named_and_count_for_nothing():
    optional = [component for each in OPTIONAL.values() for component in each]
    without, with_them = framework_result(included(*THIRD[:4])), framework_result(included(*THIRD[:4], *optional))
    assert with_them.progress == without.progress
    assert set(with_them.tallies[0].optional) == set(optional)


@pytest.mark.parametrize("state", [State.UNLICENSED, State.INVALID, State.MISSING])
def test_only_an_open_licence_counts(state: State):
    states = {**included(*THIRD), C.DATA_CARD: state}
    assert framework_result(states).mof_class == 0


@given(ANY_STATES)
def test_any_states_have_a_result(states: dict[Component, State]):
    result = framework_result(states)
    assert result.mof_class in BETTER
    assert all(0 <= percent <= 100 for percent in result.progress)
    assert (result.mof_class == 1) == (result.progress[0] == 100)


@given(ANY_STATES, st.sampled_from(list(Component)))
def test_including_one_more_component_never_lowers_class_or_progress(
    states: dict[Component, State], component: Component
):
    before, after = framework_result(states), framework_result({**states, component: State.INCLUDED})
    assert BETTER[after.mof_class] >= BETTER[before.mof_class]
    assert all(new >= old - 1e-9 for new, old in zip(after.progress, before.progress, strict=True))


def test_a_licence_matches_to_the_letter():
    licences = FrameworkLicences.of({"Apache-2.0": ["code", "document"]})
    assert licences.state("Apache-2.0") is State.INCLUDED
    assert licences.state("Apache 2.0") is State.INVALID
    assert licences.state("apache-2.0") is State.INVALID
    assert licences.state("") is State.UNLICENSED
    assert licences.state(None) is State.UNLICENSED


def test_an_open_licence_for_another_kind_of_content_is_open_and_does_not_suit():
    licences = FrameworkLicences.of({"Apache-2.0": ["code", "document"], "GPL-3.0": []})
    assert licences.suits("Apache-2.0", Kind.CODE)
    assert not licences.suits("Apache-2.0", Kind.DATA)
    assert licences.is_open("GPL-3.0")
    assert not licences.suits("GPL-3.0", Kind.CODE)


GRADES = st.fixed_dictionaries(dict.fromkeys(PARAMETERS, st.sampled_from(list(Status))))


def test_the_index_score_is_the_mean_over_twelve_with_empty_as_nothing():
    grades = dict.fromkeys(PARAMETERS, Status.CLOSED)
    assert index_score(grades) == 0
    assert index_score({**grades, "paper": Status.UNKNOWN}) == 0
    assert index_score({**grades, "paper": Status.OPEN, "preprint": Status.PARTIAL}) == pytest.approx(1.5 / 12)
    assert index_score(dict.fromkeys(PARAMETERS, Status.OPEN)) == 1


def test_what_the_index_no_longer_counts_changes_no_score():
    grades = dict.fromkeys(PARAMETERS, Status.PARTIAL)
    assert index_score({**grades, "api": Status.OPEN, "package": Status.OPEN}) == pytest.approx(0.5)


def test_there_is_no_score_where_the_index_did_not_judge_everything():
    grades = dict.fromkeys(PARAMETERS[1:], Status.OPEN)
    assert index_score(grades) is None


@given(GRADES, st.sampled_from(PARAMETERS))
def test_opening_a_parameter_never_lowers_the_score(grades: dict[str, Status], name: str):
    before, after = index_score(grades), index_score({**grades, name: Status.OPEN})
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 1
