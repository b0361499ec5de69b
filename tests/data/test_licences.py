"""The licence files of the base catalogue: what they claim about each licence, and that no spelling is ambiguous."""

import json
from pathlib import Path

import pytest
import yaml

from bot.core.catalogue.documents import Allowance, LicenceDocument, SourceDocument
from bot.resources import data_folder
from bot.sources.licence_names import folded

LICENCES = data_folder() / "licences"
SOURCES = data_folder() / "sources"
FILES = sorted(LICENCES.glob("*.yaml"))
NAMED = [pytest.param(path, id=path.stem) for path in FILES]
SOURCE_SLUGS = ("mot", "osai", "opening-up", "os-ai-map", "osi", "epoch", "fmti", "ajar")


def licence(path: Path) -> LicenceDocument:
    """The document in a licence file."""
    return LicenceDocument.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", NAMED)
def test_every_licence_file_is_valid_and_is_named_after_its_licence(path: Path) -> None:
    assert licence(path).slug == path.stem


def test_no_spelling_stands_for_two_licences() -> None:
    owners: dict[str, set[str]] = {}
    for document in map(licence, FILES):
        spellings = (document.slug, document.name, document.short, document.spdx or document.slug, *document.aliases)
        for spelling in spellings:
            owners.setdefault(folded(spelling), set()).add(document.slug)
    assert {spelling: slugs for spelling, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize(
    ("spelling", "slug"),
    [
        ("Apache 2.0", "apache-2.0"),
        ("MIT license", "mit"),
        ("BSD-3", "bsd-3-clause"),
        ("Meta Llama 3 Community License", "llama-3"),
        ("Llama 3.1 Community License Agreement", "llama-3.1"),
        ("gemma", "gemma-terms"),
        ("bigscience-bloom-rail-1.0", "bigscience-rail-1.0"),
        ("arXiv.org perpetual non-exclusive license 1.0", "arxiv-non-exclusive"),
        ("unlicensed", "none"),
        ("Modified MIT License", "modified-mit"),
    ],
)
def test_a_spelling_that_sources_use_leads_to_its_licence(spelling: str, slug: str) -> None:
    document = licence(LICENCES / f"{slug}.yaml")
    known = {folded(each) for each in (document.slug, document.name, document.spdx or "", *document.aliases)}
    assert folded(spelling) in known


@pytest.mark.parametrize("word", ["Undisclosed", "Component not include", "Unknown", "Mixed", "Unclear"])
def test_a_word_that_names_no_licence_leads_to_none(word: str) -> None:
    assert all(folded(word) not in map(folded, document.aliases) for document in map(licence, FILES))


def test_an_osi_approved_licence_allows_everything() -> None:
    approved = [document for document in map(licence, FILES) if document.osi_approved]
    assert approved
    for document in approved:
        allowed = {document.commercial, document.modification, document.redistribution}
        assert allowed == {Allowance.YES}, document.slug
        assert document.category == "open", document.slug
        assert document.field_limits is False, document.slug
        assert document.scale_limits is None, document.slug
        assert document.any_use is True, document.slug


def test_a_non_commercial_licence_says_that_commercial_use_is_not_allowed() -> None:
    barred = [document for document in map(licence, FILES) if document.category == "non_commercial"]
    assert barred
    for document in barred:
        assert document.commercial is Allowance.NO, document.slug
        assert document.any_use is False, document.slug


def test_only_open_licences_of_spdx_are_called_approved_or_free() -> None:
    for document in map(licence, FILES):
        if document.osi_approved or document.fsf_libre:
            assert document.category in ("open", "open_data"), document.slug
            assert document.spdx is not None, document.slug


def test_a_limit_by_size_goes_with_limited_commercial_use() -> None:
    limited = [document for document in map(licence, FILES) if document.scale_limits is not None]
    assert limited
    for document in limited:
        assert document.commercial is Allowance.LIMITED, document.slug
        assert document.any_use is False, document.slug


def test_every_licence_is_summed_up_and_a_text_that_was_read_is_linked() -> None:
    for document in map(licence, FILES):
        assert document.summary is not None, document.slug
        assert document.read is None or document.link is not None, document.slug


def test_what_is_called_open_stands_in_the_framework_list_and_nothing_else_handed_out_does() -> None:
    listed_file = LICENCES / "framework.json"
    if not listed_file.exists():
        pytest.skip("the framework's list has not been made yet")
    listed = json.loads(listed_file.read_text(encoding="utf-8"))
    for document in map(licence, FILES):
        is_open = document.category in ("open", "open_data")
        assert is_open == ((document.spdx or document.name) in listed or document.slug == "openmdw-1.0"), document.slug
        if document.osi_approved:
            assert document.spdx in listed


@pytest.mark.parametrize("slug", SOURCE_SLUGS)
def test_every_source_file_is_valid_and_says_how_far_its_word_goes(slug: str) -> None:
    path = SOURCES / f"{slug}.yaml"
    document = SourceDocument.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert document.slug == slug
    assert document.caveat is not None
    assert document.first_hand is (slug == "ajar")


def test_the_notice_names_every_source_with_its_licence_day_and_citation() -> None:
    notice = " ".join((data_folder() / "NOTICE.md").read_text(encoding="utf-8").split())
    for slug in SOURCE_SLUGS:
        document = SourceDocument.model_validate(yaml.safe_load((SOURCES / f"{slug}.yaml").read_text(encoding="utf-8")))
        assert document.name in notice
        assert document.snapshot.isoformat() in notice
        assert document.citation in notice
