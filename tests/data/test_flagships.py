"""The flagships: each is read first-hand, every word has its page, every dispute is explained or said to be open."""

from collections import Counter

import pytest

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.components import Component, Status
from bot.core.catalogue.documents import Assessment, InBoth, ModelDocument
from bot.core.catalogue.freshness import OWN_READING
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.storage.datafiles import DataSet, read_flagships, read_folder

LEAST = (
    Component.FINAL_WEIGHTS,
    Component.PRETRAINING_DATA,
    Component.TRAINING_CODE,
    Component.MODEL_CARD,
)
"""What every reading speaks of, if only to say where one looked in vain."""


@pytest.fixture(scope="module")
def data() -> DataSet:
    documents, faults = read_folder(data_folder())
    assert not faults
    return documents


@pytest.fixture(scope="module")
def catalogue(data: DataSet) -> Catalogue:
    return catalogue_of(data)


@pytest.fixture(scope="module")
def flagships(data: DataSet) -> list[ModelDocument]:
    listed, faults = read_flagships(data_folder(), data)
    assert not faults
    return [data.models[each.model] for each in listed.flagships]


def own_words(model: ModelDocument) -> list[tuple[Component, Assessment]]:
    return [pair for record in model.records if record.source == OWN_READING for pair in record.assessments.items()]


def test_a_hundred_versions_were_read_with_seven_hundred_words_that_say_something(flagships: list[ModelDocument]):
    assert len(flagships) >= 100
    known = [word for model in flagships for _, word in own_words(model) if word.status is not Status.UNKNOWN]
    assert len(known) >= 700


def test_every_word_has_its_page_and_a_note_in_both_languages(flagships: list[ModelDocument]):
    for model in flagships:
        for component, word in own_words(model):
            assert word.links, (model.slug, component)
            assert isinstance(word.note, InBoth), (model.slug, component)
            assert not any("spdx.org" in link for link in word.links), (model.slug, component)


def test_every_reading_speaks_of_what_people_ask_first(flagships: list[ModelDocument]):
    for model in flagships:
        read = {component for component, _ in own_words(model)}
        assert set(LEAST) <= read, (model.slug, set(LEAST) - read)
        assert len(read) >= 8, model.slug


def test_unknown_means_nothing_was_found_and_the_other_words_say_how_one_gets_the_part(flagships: list[ModelDocument]):
    for model in flagships:
        for component, word in own_words(model):
            place = (model.slug, component)
            match word.status:
                case Status.UNKNOWN:
                    assert word.access == "unknown", place
                case Status.OPEN:
                    assert word.access in ("public", "obtainable"), place
                case Status.PARTIAL:
                    assert word.access not in ("not_available", "described", "unknown"), place
                case Status.CLOSED:
                    assert word.access in ("not_available", "described"), place


def test_what_is_called_open_of_weights_data_and_code_bears_a_licence_that_limits_nothing(
    flagships: list[ModelDocument], catalogue: Catalogue
):
    for model in flagships:
        for component, word in own_words(model):
            if word.status is Status.OPEN and word.licence and component.kind in ("code", "data"):
                assert catalogue.licences[word.licence].any_use is not False, (model.slug, component, word.licence)


def test_every_dispute_on_a_flagship_is_explained_or_said_to_be_open(
    flagships: list[ModelDocument], catalogue: Catalogue
):
    for model in flagships:
        profile = catalogue.profile(model.slug)
        for part in (*profile.disputes, *profile.settled):
            assert part.difference is not None, (model.slug, part.component)


def test_what_a_maker_calls_its_model_is_short_and_has_its_page(flagships: list[ModelDocument]):
    named = Counter(called.as_what for model in flagships for called in model.called)
    assert len(named) >= 4
    for model in flagships:
        for called in model.called:
            assert called.link.startswith("http")
            assert len(called.words.split()) <= 30, (model.slug, called.words)
