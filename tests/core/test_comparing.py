"""Comparing versions: further is said only where nothing unknown can undo it; unknown and disputed stay so."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue.components import Access, Component, Status
from bot.core.catalogue.documents import Allowance, ModelDocument
from bot.core.catalogue.resolve import Profile, resolve
from bot.core.catalogue.short_keys import LENGTH, short_key, slugs_of
from bot.core.comparing import (
    Holding,
    Order,
    Terms,
    alone,
    contrasts,
    lead,
    licence_terms,
    plausible,
)
from bot.core.definitions import judge_all
from bot.core.definitions.verdicts import Outcome, Verdict
from bot.core.ranking import rank
from tests.core.catalogues import (
    LICENCES,
    OPEN,
    SHUT,
    SOURCES,
    anything_said,
    assessment,
    model,
    models_of,
    record,
)

WEIGHTS, DATA, CODE = Component.FINAL_WEIGHTS, Component.PRETRAINING_DATA, Component.TRAINING_CODE
UNKNOWN = assessment(Status.UNKNOWN, Access.UNKNOWN)
LIMITED = assessment(Status.OPEN, Access.PUBLIC, "llama-3.1")


def profile(*sides: dict[Component, object]) -> Profile:
    """A version with one record a side, each by another source."""
    sources = ("osai", "mot", "os-ai-map")
    return resolve(
        model(*(record(source, assessments=said) for source, said in zip(sources, sides, strict=False))),
        LICENCES,
        SOURCES,
    )


FULLY_OPEN = profile({WEIGHTS: OPEN, DATA: OPEN, CODE: OPEN})
WEIGHTS_ONLY = profile({WEIGHTS: OPEN, DATA: SHUT, CODE: SHUT})
CODE_UNKNOWN = profile({WEIGHTS: OPEN, DATA: SHUT})
RESTRICTED = profile({WEIGHTS: LIMITED, DATA: SHUT, CODE: SHUT})
CLOSED = profile({WEIGHTS: SHUT, DATA: SHUT, CODE: SHUT})
CODE_DISPUTED = profile({WEIGHTS: OPEN, DATA: SHUT, CODE: OPEN}, {WEIGHTS: OPEN, DATA: SHUT, CODE: SHUT})


def compared(*profiles: Profile):
    return lead([judge_all(each) for each in profiles], "gradient")


def test_who_has_more_in_public_stands_further_and_it_is_said_what():
    found = compared(WEIGHTS_ONLY, FULLY_OPEN)
    assert found.order is Order.FURTHER
    assert found.leaders == (1,)
    assert alone(found, contrasts([WEIGHTS_ONLY, FULLY_OPEN])) == ("pretraining_data", "training_code")


def test_a_licence_that_limits_is_what_the_other_lacks():
    found = compared(WEIGHTS_ONLY, RESTRICTED)
    assert found.order is Order.FURTHER
    assert found.leaders == (0,)
    assert alone(found, contrasts([WEIGHTS_ONLY, RESTRICTED])) == ("any_use",)


def test_equals_stand_alike():
    assert compared(CLOSED, CLOSED).order is Order.ALIKE
    assert compared(FULLY_OPEN, FULLY_OPEN, FULLY_OPEN).leaders == (0, 1, 2)


def test_two_may_lead_together():
    found = compared(FULLY_OPEN, CLOSED, FULLY_OPEN)
    assert found.order is Order.FURTHER
    assert found.leaders == (0, 2)


@pytest.mark.parametrize("open_end", [CODE_UNKNOWN, CODE_DISPUTED], ids=["unknown", "disputed"])
def test_what_is_unknown_or_disputed_leaves_the_order_open(open_end: Profile):
    found = compared(WEIGHTS_ONLY, open_end)
    assert found.order in (Order.SO_FAR_ALIKE, Order.UNSETTLED)
    assert dict(found.doubts)[1] == ("training_code",)


def test_what_is_unknown_of_the_leader_does_not_shake_its_lead():
    found = compared(CODE_UNKNOWN, RESTRICTED, CLOSED)
    assert found.order is Order.FURTHER
    assert found.leaders == (0,)


def test_nobody_knows_anything_of_either():
    nothing = profile({})
    found = compared(nothing, nothing)
    assert found.order is Order.SO_FAR_ALIKE
    assert contrasts([nothing, nothing]) == ()


def test_a_definition_that_orders_them_the_other_way_is_named():
    def verdict(definition: str, low: float, high: float) -> Verdict:
        return Verdict(definition, Outcome.PARTLY, "x", {}, low, low, high)

    found = lead(
        [
            {"gradient": verdict("gradient", 6, 6), "osai": verdict("osai", 0.3, 0.3)},
            {"gradient": verdict("gradient", 5, 5), "osai": verdict("osai", 0.5, 0.6)},
        ],
        "gradient",
    )
    assert found.leaders == (0,)
    assert found.otherwise == (("osai", 1),)


def test_a_component_is_had_lacked_unknown_or_disputed():
    (weights, data, code) = contrasts([FULLY_OPEN, CODE_UNKNOWN, CODE_DISPUTED])
    assert weights.holdings == (Holding.WHOLE,) * 3
    assert data.holdings == (Holding.WHOLE, Holding.NONE, Holding.NONE)
    assert data.differs
    assert code.holdings == (Holding.WHOLE, Holding.UNKNOWN, Holding.DISPUTED)
    assert not code.differs
    assert not code.settled


def test_a_dispute_over_the_licence_alone_leaves_it_settled_that_the_weights_are_out():
    disputed = profile({WEIGHTS: OPEN}, {WEIGHTS: LIMITED})
    assert disputed.part(WEIGHTS).disputed
    (weights,) = contrasts([disputed])
    assert weights.holdings == (Holding.WHOLE,)
    terms = licence_terms(disputed)
    assert terms.terms is Terms.DISPUTED
    assert terms.uses["modification"] is Allowance.YES, "both licences allow it"
    assert terms.uses["any_purpose"] is Allowance.UNKNOWN


def test_weights_that_are_not_out_have_no_licence_to_compare():
    assert licence_terms(CLOSED).terms is Terms.NO_WEIGHTS
    assert licence_terms(profile({})).terms is Terms.UNKNOWN
    assert licence_terms(RESTRICTED).uses["any_purpose"] is Allowance.LIMITED
    assert licence_terms(WEIGHTS_ONLY).uses == dict.fromkeys(licence_terms(WEIGHTS_ONLY).uses, Allowance.YES)


@settings(max_examples=60, deadline=None)
@given(st.lists(models_of(anything_said), min_size=2, max_size=3))
def test_the_order_in_which_versions_are_named_changes_nothing(documents: list[ModelDocument]):
    profiles = [resolve(document, LICENCES, SOURCES) for document in documents]
    first = compared(*profiles)
    for order in permutations(range(len(profiles))):
        found = compared(*(profiles[place] for place in order))
        assert found.order is first.order
        assert {order[place] for place in found.leaders} == set(first.leaders)


@settings(max_examples=100, deadline=None)
@given(models_of(anything_said), models_of(anything_said))
def test_nothing_unknown_or_disputed_is_ever_given_as_a_difference(one: ModelDocument, other: ModelDocument):
    profiles = [resolve(each, LICENCES, SOURCES) for each in (one, other)]
    found = compared(*profiles)
    said = contrasts(profiles)
    for contrast in said:
        if contrast.differs:
            for component in contrast.components:
                accesses = [{side.access for side in each.part(component).sides} for each in profiles]
                assert all(Access.UNKNOWN not in each and each for each in accesses)
    if found.order is Order.FURTHER:
        ends = [judge_all(each)["gradient"] for each in profiles]
        leader, follower = ends[found.leaders[0]], ends[1 - found.leaders[0]]
        assert (leader.low or 0) > (follower.high or 0)


def test_ranks_are_shared_skipped_and_spread_over_a_dispute():
    def verdict(outcome: Outcome, low: float | None, high: float | None) -> Verdict:
        return Verdict("gradient", outcome, "x", {}, low, low, high)

    found = rank(
        {
            "b": verdict(Outcome.PARTLY, 6, 6),
            "unknown": verdict(Outcome.CANNOT_TELL, 0, 8),
            "a": verdict(Outcome.MET, 8, 8),
            "a2": verdict(Outcome.MET, 8, 8),
            "disputed": verdict(Outcome.DEPENDS, 5, 8),
            "c": verdict(Outcome.PARTLY, 5, 5),
            "unassessed": verdict(Outcome.CANNOT_TELL, None, None),
        }
    )
    assert [(place.slug, place.best, place.worst) for place in found.places] == [
        ("a", 1, 1),
        ("a2", 1, 1),
        ("b", 3, 3),
        ("c", 4, 4),
        ("disputed", 1, 4),
    ]
    assert found.unjudged == ("unknown", "unassessed")


def test_plausible_others_are_relatives_first_and_never_the_chosen():
    def version(slug: str, family: str, released: str) -> ModelDocument:
        return ModelDocument(slug=slug, name=slug, family=family, organisation="maker", released=released)

    chosen = version("a-1", "a", "2024-01")
    models = [chosen, version("a-2", "a", "2024-06"), version("b-1", "b", "2024-02"), version("b-2", "b", "2020")]
    assert [each.slug for each in plausible([chosen], models, 25)] == ["a-2", "b-1"], "one of another family"
    assert len(plausible([chosen], models, 1)) == 1


@given(st.lists(st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,5})?", fullmatch=True), unique=True, max_size=30))
def test_a_short_key_finds_its_slug_in_any_catalogue_that_has_it(slugs: list[str]):
    keys = [short_key(slug) for slug in slugs]
    assert slugs_of(keys, [*reversed(slugs), "something-else"]) == tuple(slugs)
    assert all(len(key) == LENGTH for key in keys)
    assert slugs_of(keys[:1], slugs[1:]) == (None,) * len(keys[:1])


def test_a_short_key_is_the_same_in_every_process():
    assert short_key("olmo-2") == "hnazila5dc"


def test_a_dispute_that_could_overtake_the_first_is_not_passed_over():
    def verdict(outcome: Outcome, low: float, high: float) -> Verdict:
        return Verdict("everyday", outcome, "x", {}, low, low, high)

    sure, behind = verdict(Outcome.PARTLY, 3, 3), verdict(Outcome.DEPENDS, 2, 3)
    assert rank({"first": sure, "open": verdict(Outcome.DEPENDS, 2, 4)}).contested
    assert not rank({"first": sure, "open": behind}).contested
    assert rank({"first": sure, "more": verdict(Outcome.PARTLY, 1, 2)}).reserved == ("more",)
    assert rank({"one": sure, "other": sure, "open": behind}).alike
    assert not rank({"one": sure}).alike
