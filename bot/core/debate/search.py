"""Finding a quote by words that somebody half remembers, in English or Chinese, with slips of typing.

Ranking is tantivy's (BM25 over an index in memory). What we add is how text becomes terms: Latin words as they
are and stemmed by their first letters, Chinese characters one by one and in pairs, since Chinese writes no blanks.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.debate.documents import Checked, QuoteDocument
from bot.core.debate.record import DebateRecord

_TERM = re.compile(r"[\u3400-\u9fff]+|[^\W_]+(?:['’][^\W_]+)?")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_STOP = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "had", "has", "have", "he", "her"),
        *("his", "i", "if", "in", "is", "it", "its", "of", "on", "or", "our", "she", "so", "that", "the", "their"),
        *("them", "they", "this", "to", "was", "we", "were", "what", "when", "where", "which", "who", "will", "with"),
        *("would", "you", "your", "said", "says", "quote", "about"),
    )
)
_WORDS, _ROUND = 3.0, 1.0
"""How much a term counts in the words themselves, and in what stands around them (speaker, venue, topics, context)."""
_TRUST = {
    Checked.READ_AT_SOURCE: 1.0,
    Checked.CORROBORATED: 1.0,
    Checked.SINGLE_REPORT: 0.9,
    Checked.NOT_FOUND: 0.75,
}
"""Of two quotes that fit alike, the one that can be trusted comes first."""
_WORTH = 0.4
"""The least share of the best score that a hit must have to be shown at all."""
_STEM = 5
"""Letters of a word's beginning that stand for its other forms: `regulat` finds regulation and regulate."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A quote that was found."""

    quote: QuoteDocument
    score: float
    terms: tuple[str, ...]
    """The words of the query as they stand in the quote, for highlighting; lower case."""


class QuoteSearch:
    """A search over all quotes; built once from a state of the debate and never changed."""

    def __init__(self, record: DebateRecord) -> None:
        """Index every quote with its translations, speaker, role, venue, topics and context."""
        self._quotes = record.quotes
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("slug", stored=True, tokenizer_name="raw")
        builder.add_text_field("words", tokenizer_name="whitespace")
        builder.add_text_field("around", tokenizer_name="whitespace")
        self._index = tantivy.Index(builder.build())
        writer = self._index.writer(heap_size=15_000_000, num_threads=1)
        self._vocabulary: set[str] = set()
        for quote in record.quotes.values():
            words = " ".join(_terms(" ".join([quote.words, *quote.translations.values()])))
            around = " ".join(_terms(" ".join(_around(quote, record))))
            self._vocabulary.update(words.split(), around.split())
            writer.add_document(tantivy.Document(slug=quote.slug, words=words, around=around))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._sorted = sorted(self._vocabulary)
        self._by_length: dict[int, list[str]] = {}
        for word in self._sorted:
            self._by_length.setdefault(len(word), []).append(word)

    def find(self, query: str, limit: int = 25) -> list[Hit]:
        """The quotes that fit best, best first; none for a query without a word that says anything."""
        asked = [term for term in dict.fromkeys(_terms(query[:300])) if term not in _STOP][:40]
        if not asked:
            return []
        spelled = {term: self._spellings(term) for term in asked}
        clauses = [
            (tantivy.Occur.Should, self._clause(field, term, weight * boost))
            for terms in spelled.values()
            for term, weight in terms
            for field, boost in (("words", _WORDS), ("around", _ROUND))
        ]
        if not clauses:
            return []
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query(clauses), limit)
        seen = {term for terms in spelled.values() for term, _ in terms}
        hits: list[Hit] = []
        for score, address in found.hits:
            quote = self._quotes[searcher.doc(address)["slug"][0]]
            trust = _TRUST[quote.check.how]
            hits.append(Hit(quote, float(score) * trust, tuple(sorted(seen & set(_terms(quote.words))))))
        hits.sort(key=lambda hit: -hit.score)
        return [hit for hit in hits if hit.score >= hits[0].score * _WORTH]

    def _clause(self, field: str, term: str, boost: float) -> tantivy.Query:
        return tantivy.Query.boost_query(tantivy.Query.term_query(self._index.schema, field, term), boost)

    def _spellings(self, term: str) -> list[tuple[str, float]]:
        """The known words that a typed one may stand for, with how much each counts."""
        if _CHINESE.match(term):
            return [(term, 1.0 if len(term) > 1 else 0.25)] if term in self._vocabulary else []
        near = [(term, 1.0)] if term in self._vocabulary else [(known, 0.6) for known in self._alike(term)]
        stem = term[: max(_STEM, len(term) - 3)]
        forms = [(known, 0.4) for known in self._beginning(stem)] if len(stem) >= _STEM else []
        return list(dict([*forms, *near]).items())

    def _alike(self, term: str) -> list[str]:
        """Known words that a mistyped one may be: one slip, or two in a long word."""
        if len(term) < 4:
            return []
        slips = 1 if len(term) < 7 else 2
        bucket = [w for size in range(len(term) - slips, len(term) + slips + 1) for w in self._by_length.get(size, ())]
        found = process.extract(term, bucket, scorer=OSA.distance, score_cutoff=slips, limit=8)
        return [known for known, _, _ in found]

    def _beginning(self, stem: str) -> list[str]:
        """The first known words that begin so."""
        start = bisect_left(self._sorted, stem)
        return [word for word in self._sorted[start : start + 12] if word.startswith(stem)]


def highlighted(text: str, terms: Iterable[str], mark: str = "**") -> str:
    """The text with the found words marked; Chinese by runs of characters."""
    wanted = set(terms)

    def marked(match: re.Match[str]) -> str:
        word = match[0]
        if _CHINESE.match(word):
            return word
        return f"{mark}{word}{mark}" if _folded(word) in wanted else word

    return _TERM.sub(marked, text)


def _around(quote: QuoteDocument, record: DebateRecord) -> Iterator[str]:
    yield record.speaker_name(quote.speaker)
    person = record.people.get(quote.speaker)
    if person:
        yield from person.aliases
    yield quote.role
    yield quote.venue
    yield quote.date[:4]
    yield quote.context.en
    yield quote.context.zh
    for slug in quote.topics:
        topic = record.topics.get(slug)
        if topic:
            yield topic.name.en
            yield topic.name.zh


def _terms(text: str) -> Iterator[str]:
    for match in _TERM.finditer(text):
        run = match[0]
        if _CHINESE.match(run):
            yield from run
            yield from (run[place : place + 2] for place in range(len(run) - 1))
        else:
            yield _folded(run)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold().replace("’", "'")
    return "".join(c for c in plain if not unicodedata.combining(c)).removesuffix("'s")
