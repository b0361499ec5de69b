"""The record of the debate: as large as promised, checked, and fair to both camps."""

from collections import Counter

import pytest

from bot.core.debate.documents import Camp, Checked
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.services.debate import Debate, debate_of
from bot.storage.datafiles import read_folder

MOST_OVERALL, MOST_IN_A_TOPIC = 1.3, 2.0
"""How many times the other's checked quotes one camp may have."""


@pytest.fixture(scope="module")
def debate() -> Debate:
    documents, faults = read_folder(data_folder())
    assert not faults
    return debate_of(documents, catalogue_of(documents))


def test_the_record_is_as_large_as_promised(debate: Debate):
    quotes = list(debate.record.quotes.values())
    how = Counter(quote.check.how for quote in quotes)
    assert len(quotes) >= 160
    assert len({quote.speaker for quote in quotes}) >= 60
    assert how[Checked.READ_AT_SOURCE] >= 60
    assert how[Checked.READ_AT_SOURCE] + how[Checked.CORROBORATED] >= 130
    assert len(debate.record.topics) >= 14
    assert len(debate.record.events) >= 70


def test_it_spans_years_and_languages(debate: Debate):
    quotes = list(debate.record.quotes.values())
    years = {int(quote.date[:4]) for quote in quotes}
    assert min(years) <= 2016
    assert max(years) >= 2026
    assert len({quote.language for quote in quotes}) >= 4


def test_no_camp_has_much_more_than_the_other(debate: Debate):
    balance = debate.record.balance()
    overall = balance.pop("")
    assert _ratio(overall) <= MOST_OVERALL
    lopsided = {topic for topic, counts in balance.items() if _ratio(counts) > MOST_IN_A_TOPIC}
    said = {slug for slug, topic in debate.record.topics.items() if topic.lopsided}
    assert lopsided <= said, "a topic whose record is lopsided says so in its entry"


def test_both_sides_of_a_topic_get_equally_many_checked_quotes(debate: Debate):
    for slug in debate.record.topics:
        sides = debate.sides(slug)
        assert sides is not None
        assert len(sides.open) == len(sides.limits)
        assert all(quote.check.how.certain for quote in (*sides.open, *sides.limits, *sides.between))


def test_every_topic_has_quotes_and_evidence(debate: Debate):
    for slug, topic in debate.record.topics.items():
        assert debate.record.on_topic(slug), slug
        assert topic.evidence, slug


def _ratio(counts: Counter[Camp]) -> float:
    most = max(counts[Camp.OPEN], counts[Camp.LIMITS])
    least = min(counts[Camp.OPEN], counts[Camp.LIMITS])
    return most / least if least else (1.0 if not most else float("inf"))
