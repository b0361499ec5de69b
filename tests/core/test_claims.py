"""What messages claim about openness is found and tested; jokes, wishes, code and common words are left alone."""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.claims.kinds import KINDS
from bot.core.claims.reading import ClaimReader
from bot.core.claims.stretches import stretches
from bot.core.claims.tokens import folded, spelled_out, tokens
from bot.core.claims.verdicts import Verdict
from bot.i18n import LANGUAGES, words
from bot.services.claims import ClaimCheck, instead_text, key_of, says_text
from tests.core.claim_table import Row, all_rows, answers, outcome_of, rows

NOISE = "so anyway the build broke again and nobody knows why, lunch was fine, see you at the meeting tomorrow. "


@cache
def check() -> ClaimCheck:
    """The claim check on the base catalogue."""
    return ClaimCheck(answers())


@pytest.mark.parametrize("row", rows("tuned"), ids=lambda row: row.text[:40])
def test_a_message_of_the_table_is_read_and_judged_as_decided_by_hand(row: Row):
    outcome = outcome_of(check().check(row.text))
    assert outcome.models == row.models
    assert outcome.claims == row.claims


def test_the_part_that_nothing_was_mended_for_reaches_the_bar():
    outcomes = [(row, outcome_of(check().check(row.text))) for row in rows("held")]
    models = sum(outcome.models == row.models for row, outcome in outcomes)
    claims = sum(outcome.claims == row.claims for row, outcome in outcomes)
    accused = [row.text for row, outcome in outcomes if not row.claims and outcome.claims]
    assert len(outcomes) >= 40
    assert not accused, "nothing was claimed there"
    assert models / len(outcomes) >= 0.95
    assert claims / len(outcomes) >= 0.85


def test_the_whole_table_reaches_the_bar_and_has_its_languages():
    outcomes = [(row, outcome_of(check().check(row.text))) for row in all_rows()]
    assert len(outcomes) >= 130
    assert sum(bool(re.search("[\u4e00-\u9fff]", row.text)) for row, _ in outcomes) >= 30
    assert sum(outcome.models == row.models for row, outcome in outcomes) / len(outcomes) >= 0.95
    assert sum(outcome.claims == row.claims for row, outcome in outcomes) / len(outcomes) >= 0.90
    assert not [row.text for row, outcome in outcomes if not row.claims and outcome.claims]


@pytest.mark.parametrize("row", rows("tuned")[::7], ids=lambda row: row.text[:40])
def test_two_thousand_characters_of_noise_around_a_message_change_nothing(row: Row):
    around = f"{NOISE * 10}\n\n{row.text}\n\n{NOISE * 9}"
    assert len(around) >= 1900
    outcome = outcome_of(check().check(around))
    assert outcome.models == row.models
    assert outcome.claims == row.claims


def test_noise_alone_names_and_claims_nothing():
    result = check().check(NOISE * 40)
    assert result.named == ()
    assert result.claims == ()


def test_every_version_is_found_by_its_name_in_the_middle_of_a_sentence():
    catalogue = answers().catalogue
    missed = [
        model.name
        for model in catalogue.models.values()
        if model.slug
        not in {
            slug
            for named in check().check(f"the weights of the AI model {model.name}, they say, are out").named
            for slug in (named.slug, *named.versions)
        }
    ]
    assert len(missed) <= len(catalogue.models) * 0.03, missed


def test_a_claim_about_a_family_that_differs_says_which_versions_differ():
    (checked,) = check().check("Grok is open source").claims
    assert checked.verdict is Verdict.CANNOT_TELL
    assert checked.depends_on_version
    assert {part.verdict for part in checked.parts} == {Verdict.FALSE, Verdict.MISLEADING}
    assert instead_text(checked, answers(), words("en")).startswith("It depends on which Grok is meant.")


def test_a_version_that_the_catalogue_lacks_is_not_answered_by_another():
    (checked,) = check().check("Llama 5 is open source").claims
    assert checked.verdict is Verdict.CANNOT_TELL
    assert checked.claim.named.slug is None
    assert "no Llama 5" in instead_text(checked, answers(), words("en"))
    assert key_of([checked], 88) == "", "what the message called it stands in no identifier"


def test_quoted_lines_are_somebody_elses_words():
    first, second = check().check("> gpt-oss is closed\nno, gpt-oss has open weights").claims
    assert {(one.claim.kind, one.claim.quoted) for one in (first, second)} == {
        ("closed", True),
        ("open_weights", False),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words_for_every_version_claimed_or_denied(language: str):
    text = words(language)
    for kind in KINDS.values():
        licence = "mit" if kind.name == "licence" else ""
        for slug in answers().catalogue.models:
            item = f"{kind.code}{slug}" + (f"~{licence}" if licence else "")
            for mark in ("", "!"):
                for checked in check().again(item[:2] + mark + item[2:]):
                    assert says_text(checked.claim, answers(), text)
                    assert len(instead_text(checked, answers(), text)) < 700


def test_kinds_have_codes_of_their_own():
    assert len({kind.code for kind in KINDS.values()}) == len(KINDS)


def test_a_key_leads_back_to_the_same_claims_and_holds_nothing_of_the_message():
    message = "ChatGPT is open source but Claude Opus isn't closed. Is Phi-4 under the MIT license? secretword"
    claims = check().check(message).claims
    key = key_of(claims, 88)
    assert "secretword" not in key
    again = check().again(key)
    assert [(c.claim.kind, c.claim.named.key, c.verdict) for c in again] == [
        (c.claim.kind, c.claim.named.key, c.verdict) for c in claims
    ]


@pytest.mark.parametrize(
    "key", ["", "xx", "osnothing-like-this", "zzllama-3.1", "li*llama~nothing", "os*gpt/nothing", ",,"]
)
def test_a_key_that_means_nothing_any_more_gives_nothing(key: str):
    assert check().again(key) == ()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("Llama 3.1 isnt open source?！`>~*[]()/是开源吗\n\"'GPT-4http:"), max_size=200))
def test_no_text_makes_the_reader_fail(text: str):
    result = check().check(text)
    assert {checked.claim.kind for checked in result.claims} <= set(KINDS)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120))
def test_folding_and_taking_out_markup_keep_every_place(text: str):
    assert len(folded(text)) == len(text)
    for stretch in stretches(text):
        assert len(stretch.text) == len(text)
    for token in tokens(text):
        assert folded(text)[token.start : token.end] == token.text


def test_alternatives_are_spelled_out():
    assert spelled_out("open weight(s|)") == ["open weights", "open weight"]


def test_a_reader_of_its_own_needs_no_service():
    catalogue = answers().catalogue
    reader = ClaimReader(catalogue.models, catalogue.families, catalogue.licences, catalogue.names)
    (claim,) = reader.read("OLMo 3 is fully open").claims
    assert (claim.kind, claim.named.slug) == ("fully_open", "olmo-3")
