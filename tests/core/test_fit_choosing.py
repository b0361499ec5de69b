"""Choosing by what one needs: what is unknown never fits, what is asked always holds, the order is openness alone."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue.components import Access, Component, Status
from bot.core.catalogue.documents import Allowance, Modality, ModelDocument, OrganisationDocument
from bot.core.catalogue.finding import Known, is_whole
from bot.core.catalogue.resolve import resolve
from bot.core.choosing import (
    KINDS,
    QUESTIONS,
    Business,
    Need,
    Privacy,
    Running,
    Study,
    Tuning,
    Wishes,
    ask_for_weights,
    choose,
    judged,
    needs,
    pull_apart,
    sizes_named,
    wishes_of,
)
from bot.core.choosing import (
    given as given_by,
)
from bot.core.definitions import judge_all
from bot.core.definitions.verdicts import Answer
from tests.core.catalogues import LICENCES, SOURCES, anything_said, assessment, model, models_of, record

NOTHING_ASKED = Wishes(Privacy.MAY_LEAVE, Running.SERVICE, Tuning.NO, Study.NO, Business.NO)
MAKER = OrganisationDocument(slug="maker", name="Maker")
PUBLIC = {"status": Status.OPEN, "access": Access.PUBLIC}
all_wishes = st.builds(
    Wishes,
    st.sampled_from(Privacy),
    st.sampled_from(Running),
    st.sampled_from(Tuning),
    st.sampled_from(Study),
    st.sampled_from(Business),
    st.sampled_from(list(KINDS.values())),
)


def known(document: ModelDocument) -> Known:
    profile = resolve(document, LICENCES, SOURCES)
    return Known(document, MAKER, lambda: profile, lambda: judge_all(profile))


def version(slug: str = "frame-1", licence: str | None = "apache-2.0", **parts: Access) -> ModelDocument:
    assessments = {Component.FINAL_WEIGHTS: assessment(Status.OPEN, Access.PUBLIC, licence)}
    for name, access in parts.items():
        status = Status.OPEN if access.obtainable else Status.CLOSED
        assessments[Component(name)] = assessment(status, access, "apache-2.0" if access.obtainable else None)
    return model(record(assessments=assessments)).model_copy(update={"slug": slug, "family": slug})


def test_every_way_through_the_questions_is_kept_in_letters_and_read_back():
    paths = {"".join(letters) for letters in product(*QUESTIONS.values(), KINDS)}
    assert len(paths) == 2 * 3 * 2 * 3 * 3 * 6
    read = {path: wishes_of(path) for path in paths}
    assert None not in read.values()
    assert len(set(read.values())) == len(paths)
    assert all(wishes_of(path[:5]) == replace(read[path], kind=Modality.TEXT) for path in paths if read[path])


@pytest.mark.parametrize("letters", ["x", "sx", "socks", "lonnnz", "lonnntt", "lonn", ""])
def test_letters_that_mean_nothing_or_too_little_are_no_wishes(letters: str):
    assert wishes_of(letters) is None


def test_letters_given_so_far_are_read_one_by_one():
    assert given_by("") == ()
    assert given_by("sc") == (Privacy.STAYS, Running.COMPUTER)
    assert given_by("sz") is None
    assert given_by("lonnnt") is None


def test_weights_and_terms_are_asked_for_whatever_the_answers():
    assert needs(replace(NOTHING_ASKED, kind=None)) == (Need.WEIGHTS, Need.TERMS)


def test_nothing_asked_is_within_reach_of_a_closed_service_and_privacy_is_not():
    assert not ask_for_weights(NOTHING_ASKED)
    assert ask_for_weights(replace(NOTHING_ASKED, privacy=Privacy.STAYS))
    assert ask_for_weights(replace(NOTHING_ASKED, study=Study.INSIDE))
    assert pull_apart(replace(NOTHING_ASKED, privacy=Privacy.STAYS))
    assert not pull_apart(NOTHING_ASKED)


@settings(max_examples=200, deadline=None)
@given(all_wishes, models_of(anything_said))
def test_what_fits_is_known_to_have_all_that_is_needed(wishes: Wishes, document: ModelDocument):
    one = known(document)
    said = judged(wishes, needs(wishes), one)
    choice = choose(wishes, [one])
    profile = one.profile()
    if choice.fitting:
        assert set(said.values()) == {Answer.YES}
        assert is_whole(profile, Component.FINAL_WEIGHTS) is Answer.YES
        assert all(side.licence in LICENCES for side in profile.part(Component.FINAL_WEIGHTS).sides)
        if wishes.study is Study.REBUILD:
            assert is_whole(profile, Component.TRAINING_CODE) is Answer.YES
            assert is_whole(profile, Component.PRETRAINING_DATA) is Answer.YES
            assert is_whole(profile, Component.POSTTRAINING_DATA) is not Answer.NO
        if wishes.business is Business.EVERYBODY:
            for side in profile.part(Component.FINAL_WEIGHTS).sides:
                assert side.licence
                assert LICENCES[side.licence].commercial is Allowance.YES
    elif choice.unknown:
        assert Answer.NO not in said.values()
        assert {need for need, _ in choice.open_questions} == {n for n, a in said.items() if a is Answer.UNKNOWN}
    else:
        assert Answer.NO in said.values()


@settings(max_examples=50, deadline=None)
@given(all_wishes, st.lists(models_of(anything_said), max_size=8))
def test_five_at_most_are_shown_one_of_a_family_in_an_order_of_openness(wishes: Wishes, found: list[ModelDocument]):
    documents = [
        document.model_copy(update={"slug": f"frame-{place}", "family": f"frame-{place % 6}"})
        for place, document in enumerate(found)
    ]
    everything = [known(document) for document in documents]
    choice = choose(wishes, everything)
    assert len(choice.shown) == min(5, choice.families) <= choice.fitting <= len(documents)
    assert len({shown.family for shown in choice.shown}) == len(choice.shown)
    steps = [known(shown).verdicts()["gradient"].low or 0 for shown in choice.shown]
    assert steps == sorted(steps, reverse=True)
    assert choose(wishes, reversed(everything)) == choice


@pytest.mark.parametrize(
    ("licence", "tuning", "answer"),
    [
        ("apache-2.0", Tuning.YES, Answer.YES),
        (None, Tuning.NO, Answer.UNKNOWN),
        (None, Tuning.YES, Answer.UNKNOWN),
    ],
)
def test_the_licence_decides_on_changes_and_its_absence_settles_nothing(
    licence: str | None, tuning: Tuning, answer: Answer
):
    wishes = replace(NOTHING_ASKED, tuning=tuning)
    said = judged(wishes, needs(wishes), known(version(licence=licence)))
    assert said[list(said)[-1]] is answer


def test_a_base_model_may_be_rebuilt_though_nobody_speaks_of_post_training():
    wishes = replace(NOTHING_ASKED, study=Study.REBUILD)
    rest = {"architecture": Access.PUBLIC, "training_code": Access.PUBLIC, "pretraining_data": Access.PUBLIC}
    assert choose(wishes, [known(version(**rest))]).fitting == 1
    shut = version(**rest, posttraining_data=Access.NOT_AVAILABLE)
    assert choose(wishes, [known(shut)]).fitting == 0
    code_unknown = {name: access for name, access in rest.items() if name != "training_code"}
    choice = choose(wishes, [known(version(**code_unknown))])
    assert (choice.fitting, choice.unknown, choice.open_questions) == (0, 1, ((Need.REBUILD, 1),))


def test_a_dispute_over_the_weights_leaves_a_version_out_as_unknown():
    document = model(
        record("osai", assessments={Component.FINAL_WEIGHTS: assessment(Status.OPEN, Access.PUBLIC, "apache-2.0")}),
        record(
            "epoch",
            day=date(2026, 5, 2),
            assessments={Component.FINAL_WEIGHTS: assessment(Status.CLOSED, Access.NOT_AVAILABLE)},
        ),
    )
    choice = choose(NOTHING_ASKED, [known(document)])
    assert (choice.fitting, choice.unknown) == (0, 1)


def test_of_equals_the_newest_stands_first_and_undated_ones_last():
    documents = [
        version(slug).model_copy(update={"released": released})
        for slug, released in (("old", "2023-01"), ("undated", None), ("new", "2025-01"))
    ]
    assert [shown.slug for shown in choose(NOTHING_ASKED, map(known, documents)).shown] == ["new", "old", "undated"]


@pytest.mark.parametrize(
    ("names", "sizes"),
    [
        (("Frame 2 70B", "Frame 2 7B", "Frame 2 135M"), ("135M", "7B", "70B")),
        (("Frame 8x7B",), ("8x7B",)),
        (("Frame 7B 2T",), ("7B",)),
        (("Frame 30B-A3B",), ("30B",)),
        (("Frame",), ()),
    ],
)
def test_sizes_are_those_that_names_carry_and_no_others(names: tuple[str, ...], sizes: tuple[str, ...]):
    document = version().model_copy(update={"name": names[0], "variants": names[1:]})
    assert sizes_named(document) == sizes
