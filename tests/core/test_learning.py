"""Finding a term by what people type, and choosing the examples on the gradient of release."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.definitions.gradient import Step
from bot.core.definitions.verdicts import Outcome, Verdict
from bot.core.learn.documents import TermDocument, TermGroup
from bot.core.learn.glossary import Glossary
from bot.core.learn.spectrum import Known, examples, settled_step
from bot.resources import data_folder
from bot.storage.datafiles import read_folder

DOCUMENTS, _ = read_folder(data_folder())
GLOSSARY = Glossary(DOCUMENTS.terms.values())


def test_every_name_and_alias_of_every_term_leads_to_a_term_that_bears_it():
    for term in GLOSSARY.terms.values():
        assert GLOSSARY.find(term.slug) == term
        for name in (term.name.en, term.name.zh):
            assert GLOSSARY.find(name) == term, name
        for alias in term.aliases:
            found = GLOSSARY.find(alias)
            assert found is not None
            names = {name.casefold() for name in (found.name.en, found.name.zh, *found.aliases, found.slug)}
            assert alias.casefold() in names or found == term, alias


def test_every_term_is_offered_when_its_name_is_typed_in_full():
    for term in GLOSSARY.terms.values():
        for name in (term.name.en, term.name.zh):
            assert term in GLOSSARY.complete(name)[:3], name


def test_one_swapped_pair_of_letters_in_a_long_name_is_forgiven():
    missed: list[str] = []
    tried = 0
    for term in GLOSSARY.terms.values():
        name = term.name.en
        if len(name) >= 8:
            middle = len(name) // 2
            tried += 1
            typed = f"{name[: middle - 1]}{name[middle]}{name[middle - 1]}{name[middle + 1 :]}"
            if GLOSSARY.find(typed) != term:
                missed.append(typed)
    assert len(missed) <= tried * 0.05, missed


@pytest.mark.parametrize("typed", ["zebra", "temperature", "rag", "模型", "open", "‽", "   "])
def test_a_word_that_no_term_bears_means_none(typed: str):
    assert GLOSSARY.find(typed) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_anything_may_be_typed(typed: str):
    assert len(GLOSSARY.complete(typed)) <= 25
    assert len(GLOSSARY.near(typed)) <= 5
    found = GLOSSARY.find(typed)
    assert found is None or found.slug in DOCUMENTS.terms


def test_terms_that_are_gone_are_not_led_to():
    term: TermDocument = next(iter(GLOSSARY.terms.values()))
    alone = Glossary([term])
    assert alone.see_also(term.slug) == ()
    assert alone.see_also("gone") == ()


def test_the_list_holds_every_term_once_by_group():
    listed = [term.slug for group in TermGroup for term in GLOSSARY.of(group)]
    assert listed == list(GLOSSARY.terms)


def verdict(low: float | None, high: float | None, outcome: Outcome = Outcome.PARTLY) -> Verdict:
    return Verdict("gradient", outcome, "open_weights", {}, low, low, high)


@pytest.mark.parametrize(
    "shaky",
    [
        verdict(5.0, 6.0),
        verdict(5.0, 8.0, Outcome.DEPENDS),
        verdict(5.0, 5.0, Outcome.DEPENDS),
        verdict(0.0, 8.0, Outcome.CANNOT_TELL),
        verdict(None, None, Outcome.CANNOT_TELL),
    ],
)
def test_what_something_unknown_or_disputed_could_move_is_no_example(shaky: Verdict):
    assert settled_step(shaky) is None


def test_a_certain_step_is_one():
    assert settled_step(verdict(6.0, 6.0)) is Step.OPEN_WEIGHTS


versions = st.lists(
    st.builds(
        Known,
        slug=st.text("abcdef", min_size=1, max_size=6),
        family=st.sampled_from("pqrs"),
        maker=st.sampled_from("xyz"),
        step=st.sampled_from([None, *Step]),
        deciding=st.integers(0, 4),
        sources=st.integers(0, 5),
        quotes=st.integers(0, 6),
        released=st.sampled_from([None, "2023", "2024-07", "2025-01-20"]),
    ),
    max_size=40,
    unique_by=lambda version: version.slug,
)


@settings(max_examples=200, deadline=None)
@given(versions, st.integers(1, 3))
def test_examples_are_settled_one_of_a_family_and_the_best_known(known: list[Known], most: int):
    chosen = examples(known, most)
    by_slug = {version.slug: version for version in known}
    assert set(chosen) == set(Step)
    for step, slugs in chosen.items():
        shown = [by_slug[slug] for slug in slugs]
        assert len(shown) <= most
        assert all(version.step is step for version in shown)
        assert len({version.family for version in shown}) == len(shown)
        for family in {version.family for version in known if version.step is step} - {v.family for v in shown}:
            rivals = [v for v in known if v.step is step and v.family == family]
            assert len(shown) == most
            assert all((v.deciding, v.quotes) <= (shown[-1].deciding, shown[-1].quotes) for v in rivals)
    assert examples(reversed(known), most) == chosen
