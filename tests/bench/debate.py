"""How long it takes to search the quotes, and to find and lay out both sides of a topic."""

from time import perf_counter

from rapidfuzz import fuzz, process

from bot.i18n import words
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.services.debate import debate_of
from bot.storage.datafiles import read_folder
from cogs.debate import render
from tests.bench.timing import milliseconds, share
from tests.data.test_quote_search import TABLE


def run() -> dict[str, float]:
    """Milliseconds; the yardstick in the same run is rapidfuzz's likeness with every quote."""
    documents, _ = read_folder(data_folder())
    debate = debate_of(documents, catalogue_of(documents))
    text = words("en")
    start = perf_counter()
    debate.hits("weights")
    built = (perf_counter() - start) * 1000
    asked = [str(query) for query, _ in TABLE] * 5
    found = milliseconds(debate.hits, asked)
    spoken = [quote.words for quote in documents.quotes.values()]
    yardstick = milliseconds(lambda query: process.extract(query, spoken, scorer=fuzz.WRatio, limit=25), asked)

    def topic(slug: str) -> object:
        sides = debate.sides(slug)
        assert sides is not None
        return render.sides_blocks(sides, debate.record, text)

    topics = milliseconds(topic, [*documents.topics] * 5)
    return {
        "quotes": len(documents.quotes),
        "build_ms": round(built, 1),
        "search_p50_ms": share(found, 0.5),
        "search_p99_ms": share(found, 0.99),
        "yardstick_p50_ms": share(yardstick, 0.5),
        "times_faster_p50": round(share(yardstick, 0.5) / share(found, 0.5), 1),
        "topic_p50_ms": share(topics, 0.5),
        "topic_p99_ms": share(topics, 0.99),
    }
