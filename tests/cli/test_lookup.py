"""`lookup` keeps its contract: the JSON shape, the exit status, and no version answering for another."""

from bot.core.definitions import DEFINITIONS
from tests.cli.conftest import Run


def test_a_known_name_gives_the_promised_object(ajar: Run):
    result = ajar("lookup", "Llama 3.1", "--json")
    assert result.status == 0
    (found,) = result.objects()
    assert found["query"] == "Llama 3.1"
    assert found["match"] == {
        "slug": "llama-3.1",
        "name": "Llama 3.1",
        "family": "llama",
        "organisation": "meta",
    }
    assert found["candidates"][0]["slug"] == "llama-3.1"
    assert set(found["components"]["pretraining_data"]) == {"status", "access", "licence", "agreement", "sources"}
    assert found["licence"] == "llama-3.1"
    assert set(found["verdicts"]) == set(DEFINITIONS)
    for verdict in found["verdicts"].values():
        assert {"outcome", "label", "score", "met", "missing", "unknown", "disputed"} <= set(verdict)
    assert round(found["verdicts"]["osai"]["score"], 4) == 0.2917, "the index's own score for this version"


def test_a_version_that_the_catalogue_lacks_is_not_answered_by_another(ajar: Run):
    result = ajar("lookup", "Llama 3.7", "--json")
    (found,) = result.objects()
    assert result.status == 1
    assert found["match"] is None
    assert found["kind"] == "missing_version"
    assert any(candidate["slug"].startswith("llama-3") for candidate in found["candidates"])
    assert found["verdicts"] == {}


def test_a_family_alone_leads_to_its_newest_version(ajar: Run):
    (found,) = ajar("lookup", "llama", "--json").objects()
    assert found["kind"] == "family"
    assert found["match"]["slug"] == "llama-4"
    assert "llama-3.1" in [candidate["slug"] for candidate in found["candidates"]]


def test_several_names_give_a_line_each_and_one_miss_is_told_by_the_status(ajar: Run):
    result = ajar("lookup", "gpt-oss", "no such thing 88", "--json")
    assert [bool(found["match"]) for found in result.objects()] == [True, False]
    assert result.status == 1


def test_people_get_the_answer_first(ajar: Run):
    result = ajar("lookup", "gpt-oss")
    lines = result.out.splitlines()
    assert lines[0].startswith("gpt-oss")
    assert lines[1].startswith("Open weights, not open source")


def test_no_name_is_bad_use(ajar: Run):
    assert ajar("lookup").status == 2


def test_a_lookup_tells_when_the_pages_were_read_and_what_the_maker_calls_it(ajar: Run):
    read, unread = ajar("lookup", "gpt-oss", "MPT 30B", "--json").objects()
    assert read["checked"] >= "2026-11-22"
    assert {"as", "words", "link"} == set(read["called"][0])
    assert unread["checked"] is None
    assert unread["called"] == []
