"""Finding versions: conditions combine, unknown is never no, and a search survives in a button's identifier."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.components import Access, Component, Status
from bot.core.catalogue.documents import FamilyDocument, Modality, ModelDocument, OrganisationDocument
from bot.core.catalogue.finding import AtLeast, Commerce, Known, Sort, Wanted, fit, in_order, verdict_on
from bot.core.catalogue.moments import is_since, months_between
from bot.core.catalogue.resolve import resolve
from bot.core.definitions import judge_all
from bot.core.definitions.verdicts import Answer, Verdict
from bot.services.answers import Answers
from bot.services.finding import LEVELS, Search, find
from bot.services.ranking import Asked
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

WEIGHTS, CODE = Component.FINAL_WEIGHTS, Component.TRAINING_CODE
LIMITED = assessment(Status.OPEN, Access.PUBLIC, "unnamed-restricted")
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def known(document: ModelDocument, country: str | None = None) -> Known:
    profile = resolve(document, LICENCES, SOURCES)

    def verdicts() -> Mapping[str, Verdict]:
        return judge_all(profile)

    maker = OrganisationDocument(slug="maker", name="Maker", country=country)
    return Known(document, maker, lambda: profile, verdicts)


def version(**traits: object) -> ModelDocument:
    return model().model_copy(update=traits)


def said(document: ModelDocument, made_in: str | None = None, **conditions: object) -> Answer:
    return verdict_on(fit(Wanted(**conditions), known(document, made_in)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("released", "since", "answer"),
    [
        ("2024-07-23", "2024", YES),
        ("2024-07", "2024-07", YES),
        ("2024-07-23", "2024-07-23", YES),
        ("2023-12-31", "2024", NO),
        ("2024", "2024-06", UNKNOWN),
        ("2024-06", "2024-06-15", UNKNOWN),
        ("2023", "2024-06", NO),
        (None, "2024", UNKNOWN),
    ],
)
def test_a_date_is_compared_as_exactly_as_it_is_known(released: str | None, since: str, answer: Answer):
    assert is_since(released, since) is answer


def test_months_lie_between_dates():
    assert months_between("2024", "2023-07-05") == 6
    assert months_between("2023-07", "2024-01-31") == 6


def test_a_part_is_open_where_every_side_says_so():
    assert said(model(record(assessments={CODE: OPEN})), parts=(CODE,)) is YES
    assert said(model(record(assessments={CODE: SHUT})), parts=(CODE,)) is NO
    assert said(model(), parts=(CODE,)) is UNKNOWN
    both = model(record("osai", assessments={CODE: OPEN}), record("mot", assessments={CODE: SHUT}))
    assert said(both, parts=(CODE,)) is UNKNOWN, "the sources differ"
    half = assessment(Status.PARTIAL, Access.PART_PUBLIC)
    assert said(model(record(assessments={CODE: half})), parts=(CODE,)) is NO, "a part of it is not all of it"


def test_several_parts_must_all_be_open():
    document = model(record(assessments={CODE: OPEN, WEIGHTS: OPEN, Component.PAPER: SHUT}))
    assert said(document, parts=(CODE, WEIGHTS)) is YES
    assert said(document, parts=(CODE, WEIGHTS, Component.MODEL_CARD)) is UNKNOWN
    assert said(document, parts=(CODE, Component.PAPER, Component.MODEL_CARD)) is NO


def test_a_licence_allows_commerce_to_everybody_or_within_limits():
    free = model(record(assessments={WEIGHTS: OPEN}))
    limited = model(record(assessments={WEIGHTS: LIMITED}))
    forbidden = model(record(assessments={WEIGHTS: assessment(Status.OPEN, Access.PUBLIC, "cc-by-nc-4.0")}))
    unnamed = model(record(assessments={WEIGHTS: assessment(Status.OPEN, Access.PUBLIC)}))
    shut = model(record(assessments={WEIGHTS: SHUT}))
    answers = {
        commerce: [said(each, commerce=commerce) for each in (free, limited, forbidden, unnamed, shut)]
        for commerce in Commerce
    }
    assert answers == {
        Commerce.EVERYBODY: [YES, NO, NO, UNKNOWN, NO],
        Commerce.WITHIN_LIMITS: [YES, YES, NO, UNKNOWN, NO],
    }


def test_a_country_that_no_source_gives_is_unknown():
    assert said(model(), "FR", country="FR") is YES
    assert said(model(), "US", country="FR") is NO
    assert said(model(), None, country="FR") is UNKNOWN


def test_what_is_only_called_multimodal_may_be_of_any_kind():
    several = version(modalities=(Modality.TEXT, Modality.IMAGE))
    only_called = version(modalities=(Modality.MULTIMODAL,))
    assert said(several, kind=Modality.MULTIMODAL) is YES
    assert said(several, kind=Modality.AUDIO) is NO
    assert said(only_called, kind=Modality.IMAGE) is UNKNOWN
    assert said(only_called, kind=Modality.CODE) is NO
    assert said(version(modalities=(Modality.TEXT, Modality.CODE)), kind=Modality.MULTIMODAL) is NO


def test_a_verdict_that_may_be_reached_is_unknown():
    weights = model(record(assessments={WEIGHTS: OPEN, CODE: SHUT}))
    assert said(weights, at_least=AtLeast("gradient", 6)) is YES
    assert said(weights, at_least=AtLeast("gradient", 7)) is NO
    assert said(model(record(assessments={WEIGHTS: OPEN})), at_least=AtLeast("gradient", 7)) is UNKNOWN
    assert said(model(), at_least=AtLeast("osai", 0.5)) is UNKNOWN, "the index has not looked at it"


def test_nothing_asked_fits_everything():
    assert said(model()) is YES


conditions = st.fixed_dictionaries(
    {},
    optional={
        "parts": st.sets(st.sampled_from(Component), min_size=1, max_size=3).map(
            lambda parts: tuple(part for part in Component if part in parts)
        ),
        "commerce": st.sampled_from(Commerce),
        "downloadable": st.just(True),
        "organisation": st.sampled_from(["maker", "other"]),
        "country": st.sampled_from(["FR", "US"]),
        "family": st.sampled_from(["some-model", "other-model"]),
        "kind": st.sampled_from(Modality),
        "since": st.sampled_from(["2023", "2024-07", "2024-07-23"]),
        "at_least": st.sampled_from(list(LEVELS.values())),
    },
)


@settings(max_examples=150, deadline=None)
@given(models_of(anything_said), conditions)
def test_a_condition_more_never_turns_a_no_into_anything_else(document: ModelDocument, asked: dict[str, object]):
    single = [said(document, "FR", **{name: value}) for name, value in asked.items()]
    together = said(document, "FR", **asked)
    assert together is (NO if NO in single else UNKNOWN if UNKNOWN in single else YES)


def answers(*documents: ModelDocument) -> Answers:
    return Answers(
        Catalogue(
            models={document.slug: document for document in documents},
            families={
                slug: FamilyDocument(slug=slug, name=slug, organisation="maker")
                for slug in ("some-model", "other-model")
            },
            organisations={
                slug: OrganisationDocument(slug=slug, name=slug, country="FR") for slug in ("maker", "other")
            },
            licences=LICENCES,
            sources=SOURCES,
        )
    )


@settings(deadline=None)
@given(conditions, st.sampled_from(Sort), st.booleans())
def test_a_search_comes_back_whole_from_its_key(asked: dict[str, object], sort: Sort, maybe: bool):
    search = Search(Wanted(**asked), sort, maybe)  # type: ignore[arg-type]
    assert Search.behind(search.key, answers()) == search
    assert len(f"ajar:find:turn:9999:organisation:{search.key}") <= 100
    assert len(f"ajar:find:set:organisation:{search.key}") <= 100


def test_a_key_is_short_even_with_every_condition_set():
    wanted = Wanted(
        parts=tuple(Component),
        commerce=Commerce.EVERYBODY,
        downloadable=True,
        organisation="maker",
        country="FR",
        family="some-model",
        kind=Modality.MULTIMODAL,
        since="2024-07-23",
        at_least=LEVELS["i25"],
    )
    search = Search(wanted, Sort.FURTHEST, True)
    assert len(search.key) <= 64
    assert Search.behind(search.key, answers()) == search


@pytest.mark.parametrize("key", ["", "nonsense", "_" * 11, "zz__________", "_____" + "a" * 10 + "______"])
def test_a_key_that_is_none_is_refused_or_asks_nothing(key: str):
    found = Search.behind(key, answers())
    assert found is None or found == Search()


def test_a_question_for_a_ranking_comes_back_from_its_key():
    for asked in (
        Asked("osaid"),
        Asked("gradient", Modality.MULTIMODAL, "some-model"),
        Asked("everyday", None, "other-model"),
    ):
        assert Asked.behind(asked.key, answers()) == asked
    assert Asked.behind("g__aaaaaaaaaa", answers()) is None, "the family is gone"
    assert Asked.behind("x__", answers()) is None


def test_those_of_which_it_is_not_known_are_found_apart_with_the_reason():
    sure = model(record(assessments={CODE: OPEN})).model_copy(update={"slug": "sure", "released": "2024"})
    silent = model().model_copy(update={"slug": "silent", "released": "2023"})
    shut = model(record(assessments={CODE: SHUT})).model_copy(update={"slug": "shut"})
    found = find(answers(sure, silent, shut), Search(Wanted(parts=(CODE,), country="FR")))
    assert [hit.model.slug for hit in found.fitting] == ["sure"]
    assert [(hit.model.slug, hit.unknown) for hit in found.maybe] == [("silent", ("parts",))]


def test_lists_stand_in_the_order_that_was_asked_for():
    documents = [
        model(record(assessments={WEIGHTS: OPEN})).model_copy(update={"name": "b", "released": "2020"}),
        model(record(assessments={WEIGHTS: SHUT})).model_copy(update={"name": "A", "released": "2024-07"}),
        model(record(assessments={WEIGHTS: OPEN})).model_copy(update={"name": "c", "released": None}),
    ]
    found = [known(document) for document in documents]
    assert [each.model.name for each in in_order(found, Sort.NAME)] == ["A", "b", "c"]
    assert [each.model.name for each in in_order(found, Sort.NEWEST)] == ["A", "b", "c"]
    assert [each.model.name for each in in_order(found, Sort.FURTHEST)] == ["b", "c", "A"]
