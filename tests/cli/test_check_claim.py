"""`check-claim` keeps its contract: the JSON shape, the exit status, and words that people can use."""

from tests.cli.conftest import Run

PROMISED = {"model", "name", "says", "verdict", "say_instead", "evidence"}


def test_a_claim_gives_the_promised_object(ajar: Run):
    result = ajar("check-claim", "Llama 3.1 is open weights but Claude Opus 4.5 is open source", "--json")
    assert result.status == 0
    (found,) = result.objects()
    first, second = found["claims"]
    assert set(first) >= PROMISED
    assert (first["model"], first["name"], first["verdict"]) == ("llama-3.1", "Llama 3.1", "holds")
    assert first["says"] == "Llama 3.1 has open weights"
    assert (second["model"], second["kind"], second["verdict"]) == ("claude-opus-4.5", "open_source", "false")
    assert "its weights are not public" in second["say_instead"]
    assert second["definitions"]["osaid"] == "not_met"
    for claim in (first, second):
        assert claim["evidence"]
        assert all(link.startswith("https://") for link in claim["evidence"])


def test_misleading_is_told_with_what_to_say_instead(ajar: Run):
    (found,) = ajar("check-claim", "Llama 3.1 是开源的", "--json").objects()
    (claim,) = found["claims"]
    assert claim["verdict"] == "misleading"
    assert "licence with limits" in claim["say_instead"]
    assert "does not meet" in claim["say_instead"]


def test_a_family_and_a_lacking_version_say_what_they_are(ajar: Run):
    (found,) = ajar("check-claim", "Grok is open source. Llama 5 is open source.", "--json").objects()
    family, lacking = found["claims"]
    assert (family["model"], family["level"], family["verdict"]) == ("grok", "family", "cannot_tell")
    assert (lacking["model"], lacking["level"], lacking["verdict"]) == (None, "not_in_catalogue", "cannot_tell")


def test_nothing_claimed_is_told_by_the_status_and_an_empty_list(ajar: Run):
    result = ajar("check-claim", "we saw a llama at the zoo", "--json")
    assert result.status == 1
    assert result.objects() == [{"named": [], "claims": []}]
    assert "Nothing about openness is claimed here." in ajar("check-claim", "good morning").out


def test_people_get_the_verdict_first(ajar: Run):
    lines = ajar("check-claim", "gpt-oss is closed").out.splitlines()
    assert lines[0] == "Not so: gpt-oss is closed"
    assert "open weights" in lines[1]


def test_no_text_is_bad_use(ajar: Run):
    assert ajar("check-claim").status == 2
    assert ajar("check-claim", "  ").status == 2
