"""The clauses of licences that were read: each has its place, both languages, and agrees with the licence's facts."""

import re
from pathlib import Path

import pytest
import yaml

from bot.core.catalogue.documents import Allowance, Clause, Effect, InBoth, LicenceDocument
from bot.resources import data_folder

LICENCES = data_folder() / "licences"


def licence(path: Path) -> LicenceDocument:
    """The document in a licence file."""
    return LicenceDocument.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


DOCUMENTS = {path.stem: licence(path) for path in sorted(LICENCES.glob("*.yaml"))}
EVERY = [pytest.param(document, id=slug) for slug, document in DOCUMENTS.items()]
EXPLAINED = [pytest.param(document, id=slug) for slug, document in DOCUMENTS.items() if document.clauses]
MATTERING = (
    *("llama-2", "llama-3", "llama-3.1", "llama-4", "gemma-terms", "qwen", "tongyi-qianwen", "qwen-research"),
    *("deepseek-model", "mistral-research", "mistral-non-production", "creativeml-openrail-m", "bigscience-rail-1.0"),
    *("bigscience-openrail-m", "bigcode-openrail-m", "falcon-llm", "falcon-180b-tii", "falcon-2-11b-tii"),
    *("jamba-open", "nvidia-open-model", "cc-by-nc-4.0", "mit", "apache-2.0", "openmdw-1.0", "kimi-modified-mit"),
    *("grok-2-community", "flux-non-commercial"),
)
"""The licences that people ask about most."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PLACE = re.compile(
    r"(¶?\d+([.(][a-z0-9]+\)?)*|[IVX]+(\.[a-z]+)*|Attachment [A-Z]|(end of )?use policy|[Pp]rohibited [Uu]se"
    r"[a-z]* [Pp]olicy|[A-Z][a-z]+ [A-Z][a-z]+)"
)


def texts(document: LicenceDocument) -> list[InBoth | str | None]:
    """Every sentence of ours about a licence."""
    return [document.summary, document.scale_limits, *(clause.words for clause in document.clauses)]


def effects(document: LicenceDocument) -> set[Effect]:
    """What its clauses do."""
    return {clause.effect for clause in document.clauses}


def same(clause: Clause, other: Clause) -> bool:
    """Whether two clauses tell a reader the same."""
    return clause.words == other.words


@pytest.mark.parametrize("document", EVERY)
def test_whatever_is_said_of_a_licence_stands_in_both_languages(document: LicenceDocument) -> None:
    for text in texts(document):
        if text is None:
            continue
        assert isinstance(text, InBoth), f"in one language only: {text}"
        assert _HAN.search(text.zh), text.zh
        assert not _HAN.search(text.en), text.en
        assert text.zh.endswith(("。", "？")), text.zh
        assert text.en.endswith("."), text.en


@pytest.mark.parametrize("document", EXPLAINED)
def test_a_licence_is_explained_only_where_its_text_was_read_and_is_linked(document: LicenceDocument) -> None:
    assert document.read is not None
    assert document.link is not None
    assert not document.generic


@pytest.mark.parametrize("document", EXPLAINED)
def test_every_clause_names_its_place_in_the_text(document: LicenceDocument) -> None:
    for clause in document.clauses:
        for part in re.split(r"[,;] ", clause.place):
            assert _PLACE.fullmatch(part), f"{clause.place}: {part}"


@pytest.mark.parametrize("document", EXPLAINED)
def test_a_licence_is_told_in_a_handful_of_short_clauses_and_none_twice(document: LicenceDocument) -> None:
    assert 4 <= len(document.clauses) <= 9
    for number, clause in enumerate(document.clauses):
        assert len(clause.words.en) <= 300
        assert len(clause.words.zh) <= 300
        assert not any(same(clause, other) for other in document.clauses[:number]), clause.words.en


@pytest.mark.parametrize("document", EXPLAINED)
def test_what_a_licence_allows_comes_first_and_what_it_forbids_last(document: LicenceDocument) -> None:
    order = list(Effect)
    assert Effect.ALLOWS in effects(document)
    told = [order.index(clause.effect) for clause in document.clauses]
    assert told == sorted(told)


@pytest.mark.parametrize("document", EXPLAINED)
def test_the_facts_of_a_licence_are_told_by_its_clauses(document: LicenceDocument) -> None:
    facts = {document.commercial, document.modification, document.redistribution}
    assert Allowance.UNKNOWN not in facts, "the text was read: it says what it allows"
    assert document.field_limits is not None
    if Allowance.NO in facts or document.field_limits:
        assert Effect.FORBIDS in effects(document)
    if Allowance.LIMITED in facts or document.scale_limits is not None:
        assert effects(document) & {Effect.LIMITS, Effect.FORBIDS}
    if document.any_use:
        assert Effect.FORBIDS not in effects(document)


@pytest.mark.parametrize("document", EXPLAINED)
def test_a_limit_by_size_is_told_by_a_clause_with_its_number(document: LicenceDocument) -> None:
    if not isinstance(document.scale_limits, InBoth):
        return
    numbers = set(re.findall(r"\d+ million", document.scale_limits.en))
    assert numbers
    limiting = " ".join(clause.words.en for clause in document.clauses if clause.effect is Effect.LIMITS)
    assert all(number in limiting for number in numbers)


@pytest.mark.parametrize("slug", MATTERING)
def test_each_licence_that_matters_is_explained_or_says_that_its_text_could_not_be_read(slug: str) -> None:
    document = DOCUMENTS[slug]
    if document.clauses:
        return
    assert document.read is None
    assert isinstance(document.summary, InBoth)
    assert document.summary.en.endswith("has not been read for Ajar.")
    assert "Ajar 尚未" in document.summary.zh


def test_most_of_the_licences_that_matter_are_explained() -> None:
    unread = [slug for slug in MATTERING if not DOCUMENTS[slug].clauses]
    assert len(unread) <= 4, unread


@pytest.mark.parametrize("document", EVERY)
def test_a_licence_whose_text_was_not_read_has_no_clauses(document: LicenceDocument) -> None:
    if document.read is None:
        assert not document.clauses
        assert not document.as_copy
