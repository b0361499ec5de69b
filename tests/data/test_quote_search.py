"""Half-remembered words find the quote that people mean, in English and Chinese, with slips of typing."""

from pathlib import Path
from typing import Any

import yaml

from bot.core.debate.search import highlighted
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.services.debate import debate_of
from bot.storage.datafiles import read_folder

TABLE: list[list[Any]] = yaml.safe_load((Path(__file__).parent / "quote_searches.yaml").read_text(encoding="utf-8"))
FIRST = 3
LEAST = 0.92


def test_the_right_quote_is_among_the_first_three():
    documents, _ = read_folder(data_folder())
    debate = debate_of(documents, catalogue_of(documents))
    missed: list[str] = []
    for query, meant in TABLE:
        wanted = {meant} if isinstance(meant, str) else set(meant)
        assert wanted <= set(documents.quotes), f"{query}: the table names a quote that is not there"
        found = [hit.quote.slug for hit in debate.hits(str(query), FIRST)]
        if not wanted & set(found):
            missed.append(f"{query}: {found} instead of {sorted(wanted)}")
    assert len(TABLE) >= 40
    assert len(missed) <= len(TABLE) * (1 - LEAST), "\n".join(missed)


def test_found_words_are_marked_and_others_are_not():
    assert highlighted("A red herring, mostly.", ("red", "herring")) == "A **red** **herring**, mostly."


def test_nothing_said_finds_nothing():
    documents, _ = read_folder(data_folder())
    debate = debate_of(documents, catalogue_of(documents))
    for query in ("", "   ", "the of and", "?!", "zzzzqqq", "\u202e", "a" * 3000):
        assert debate.hits(query) == []
