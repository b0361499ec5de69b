"""A quote without its proof is refused, and what a topic shows is fair."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.core.debate.documents import Camp, Checked, QuoteDocument, TopicDocument, word_count
from bot.core.debate.record import DebateRecord

OWN = {"link": "https://blog.example.org/essay", "outlet": "Own blog", "own": True}
ONE = {"link": "https://paper.example.com/a", "outlet": "The Paper"}
OTHER = {"link": "https://gazette.example.net/b", "outlet": "The Gazette"}
BOTH = {"en": "Said in an essay.", "zh-CN": "出自一篇文章。"}


def quote(**changed: Any) -> dict[str, Any]:
    """A valid quote as it stands in a file, with some keys changed; None takes a key away."""
    whole: dict[str, Any] = {
        "slug": "somebody-2024-doors",
        "speaker": "somebody",
        "role": "Director",
        "date": "2024-07-23",
        "venue": "Own blog",
        "link": "https://blog.example.org/essay",
        "language": "en",
        "words": "A door that is ajar is neither open nor shut.",
        "translations": {"zh-CN": "半掩的门既非开也非关。"},
        "camp": "open",
        "topics": ["definition-of-open"],
        "context": BOTH,
        "provenance": "primary",
        "check": {"how": "read_at_source", "pages": [OWN], "read": "2026-11-22"},
    }
    return {key: value for key, value in {**whole, **changed}.items() if value is not None}


def check(how: str, *pages: dict[str, Any], note: str | None = None) -> dict[str, Any]:
    return {"how": how, "pages": list(pages), "read": "2026-11-22", **({"note": note} if note else {})}


def test_a_quote_with_its_proof_is_taken():
    assert QuoteDocument.model_validate(quote()).check.how is Checked.READ_AT_SOURCE


@pytest.mark.parametrize(
    "key", ["speaker", "role", "date", "venue", "link", "words", "camp", "topics", "context", "provenance", "check"]
)
def test_a_quote_without_what_proves_it_is_refused(key: str):
    with pytest.raises(ValidationError, match=key):
        QuoteDocument.model_validate(quote(**{key: None}))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"words": "word " * 81}, "at most 80 words"),
        ({"words": "门" * 162, "language": "zh-CN", "translations": {"en": "doors"}}, "at most 80 words"),
        ({"words": "A door […] nor shut."}, "shortened"),
        ({"shortened": True}, "shortened"),
        ({"translations": {}}, "translations"),
        ({"link": "javascript:alert(1)"}, "http"),
        ({"check": check("read_at_source", ONE)}, "the source itself"),
        ({"provenance": "reported"}, "primary"),
        ({"provenance": "reported", "check": check("corroborated", ONE)}, "two or more"),
        ({"provenance": "reported", "check": check("corroborated", ONE, ONE)}, "two or more"),
        ({"check": check("single_report", ONE)}, "not primary"),
        ({"provenance": "unverified", "check": check("not_found")}, "where one looked"),
        ({"provenance": "reported", "check": check("not_found", note="Nowhere.")}, "unverified"),
        ({"likes": 12}, "likes"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(changed: dict[str, Any], told: str):
    with pytest.raises(ValidationError, match=told):
        QuoteDocument.model_validate(quote(**changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"provenance": "reported", "check": check("corroborated", ONE, OTHER)},
        {"provenance": "unverified", "check": check("single_report", ONE)},
        {"provenance": "unverified", "check": check("not_found", note="Looked in both papers.")},
        {"words": "A door […] is neither open nor shut.", "shortened": True},
    ],
)
def test_weaker_proof_is_taken_when_it_says_so(changed: dict[str, Any]):
    assert QuoteDocument.model_validate(quote(**changed))


def test_two_chinese_characters_count_as_a_word():
    assert word_count("开源 models") == 2


def record(*camps: tuple[str, str, str]) -> DebateRecord:
    """A record with one topic and quotes given as (speaker, camp, how they were checked)."""
    quotes: dict[str, QuoteDocument] = {}
    for number, (speaker, camp, how) in enumerate(camps):
        proof: dict[str, Any] = {"check": check("read_at_source", OWN)}
        if how == "single_report":
            proof = {"provenance": "reported", "check": check("single_report", ONE)}
        made = quote(slug=f"{speaker}-{number}", speaker=speaker, camp=camp, words=f"Words number {number}.", **proof)
        quotes[made["slug"]] = QuoteDocument.model_validate(made)
    topic = TopicDocument.model_validate(
        {"slug": "definition-of-open", "name": BOTH, "at_issue": {"en": "What it is.", "zh-CN": "是什么。"}}
    )
    return DebateRecord(quotes, {}, {topic.slug: topic}, {}, {})


def test_the_larger_side_is_cut_to_the_smaller_one():
    sides = record(*(("ann", "open", "s"),) * 5, ("bob", "limits", "s")).sides("definition-of-open")
    assert sides is not None
    assert (len(sides.open), len(sides.limits)) == (1, 1)
    assert sides.checked[Camp.OPEN] == 5


def test_where_one_side_has_no_checked_words_neither_is_shown():
    sides = record(("ann", "open", "s"), ("bob", "limits", "single_report")).sides("definition-of-open")
    assert sides is not None
    assert (sides.open, sides.limits) == ((), ())


def test_everybody_speaks_once_before_anybody_speaks_twice():
    camps = (("ann", "open", "s"), ("ann", "open", "s"), ("eve", "open", "s"), *((("bob", "limits", "s"),) * 2))
    sides = record(*camps).sides("definition-of-open")
    assert sides is not None
    assert {quoted.speaker for quoted in sides.open} == {"ann", "eve"}
