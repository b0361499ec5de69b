"""The figures in docs/guide.md are those of the catalogue as it is now."""

import re

import pytest

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import Modality
from bot.core.catalogue.finding import Commerce, Wanted
from bot.core.choosing import Business, Privacy, Running, Study, Tuning, Wishes
from bot.core.ranking import Ranking
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.services.choosing import choose
from bot.services.claims import ClaimCheck
from bot.services.finding import Found, Search, find
from bot.services.ranking import Asked, ranking
from bot.storage.datafiles import read_folder

GUIDE = (data_folder().parent / "docs" / "guide.md").read_text(encoding="utf-8")
DATA, CODE = Component.PRETRAINING_DATA, Component.TRAINING_CODE


def told(question: int) -> str:
    """The guide's answer to a question, in one line."""
    found = re.search(rf"^### {question}\. .*?(?=^###|^## |\Z)", GUIDE, re.M | re.S)
    assert found, question
    return " ".join(found[0].split())


@pytest.fixture(scope="module")
def answers() -> Answers:
    documents, faults = read_folder(data_folder())
    assert not faults
    return Answers(catalogue_of(documents))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (1, Wanted(parts=(CODE, DATA), commerce=Commerce.EVERYBODY)),
        (2, Wanted(parts=(DATA,), kind=Modality.CODE)),
        (3, Wanted(kind=Modality.IMAGE, commerce=Commerce.EVERYBODY)),
        (4, Wanted(country="FR", downloadable=True)),
    ],
)
def test_as_many_versions_fit_as_the_guide_says_and_those_it_names_are_among_them(
    answers: Answers, question: int, wanted: Wanted
):
    found: Found = find(answers, Search(wanted))
    text = told(question)
    assert f"{len(found.fitting)} versions fit" in text
    unknown = re.search(r"(?:For|The) (\d+) (?:more it is not known|that may fit)", text)
    if unknown:
        assert int(unknown[1]) == len(found.maybe)
    first = found.fitting[0].model.name
    assert first in text, f"{first} is the newest that fits"


def test_as_many_versions_can_be_run_at_home_as_the_guide_says(answers: Answers):
    wishes = Wishes(
        privacy=Privacy.STAYS,
        running=Running.COMPUTER,
        tuning=Tuning.YES,
        study=Study.NO,
        business=Business.EVERYBODY,
    )
    assert f"{choose(answers, wishes).fitting} versions fit" in told(5)


def test_the_first_places_are_those_of_the_guide(answers: Answers):
    text = told(6)

    def first(found: Ranking) -> list[str]:
        slugs = [place.slug for place in found.places if place.worst == 1 and not place.disputed]
        return [answers.catalogue.models[slug].name for slug in slugs]

    index, definition = ranking(answers, Asked("osai")), ranking(answers, Asked("osaid"))
    for name in (*first(index), *first(definition)):
        assert name in text, name
    assert f"first place of {len(index.places)}" in text
    assert f"{len(index.unjudged)} more cannot be judged" in text
    assert f"first place of {len(definition.places)}" in text


@pytest.mark.parametrize(("question", "asked"), [(7, "Is Llama open source?"), (9, "Is ChatGPT open source?")])
def test_a_family_is_judged_over_as_many_versions_as_the_guide_says(answers: Answers, question: int, asked: str):
    (checked,) = ClaimCheck(answers).check(asked).claims
    assert f"all {checked.versions} versions that can be judged" in told(question)
    assert all(part.name in told(question) for part in checked.parts[:1])


def test_somebodys_quotes_are_counted_right():
    documents, _ = read_folder(data_folder())
    quotes = [quote for quote in documents.quotes.values() if quote.speaker == "elon-musk"]
    assert f"{len(quotes)} quotes" in told(18)
