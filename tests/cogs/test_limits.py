"""Every answer on every version, in every language, fits what Discord allows in one message."""

import re
from datetime import date
from typing import cast

import discord
import pytest

from bot.core.catalogue.names import Candidate, Finding, FindingKind
from bot.i18n import LANGUAGES, Words, words
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.services.debate import debate_of
from bot.services.wording import headline_text
from bot.storage.datafiles import read_folder
from cogs.about.render import about_blocks
from cogs.debate import render as debate_render
from cogs.debate import views as debate_views
from cogs.models import render, views
from cogs.models.picture import picture_of
from cogs.shared.client import AjarClient
from cogs.shared.layout import CardView
from cogs.shared.pictures.marks import Mark
from cogs.shared.signs import Signs, drawings

# Discord's documentation, "Component Reference" and "Message Object", read through discord.py 2.7's own checks.
MOST_COMPONENTS = 40
MOST_CHARACTERS = 4000
TODAY = date(2026, 11, 22)
SIGNS = Signs.from_emojis({d.name: f"<:{d.name}:1234567890123456789>" for d in drawings().values()})
"""Emojis, since they are the longer form of the signs."""


@pytest.fixture(scope="module")
def answers() -> Answers:
    documents, faults = read_folder(data_folder())
    assert not faults
    return Answers(catalogue_of(documents))


def assert_fits(view: discord.ui.LayoutView) -> None:
    parts = list(view.walk_children())
    texts = [part.content for part in parts if isinstance(part, discord.ui.TextDisplay)]
    assert len(parts) <= MOST_COMPONENTS
    assert sum(map(len, texts)) <= MOST_CHARACTERS
    assert all(text.strip() for text in texts)
    for part in parts:
        if isinstance(part, discord.ui.Button):
            assert part.custom_id is None or len(part.custom_id) <= 100
            assert part.label is not None
            assert 0 < len(part.label) <= 80


@pytest.fixture(scope="module")
def client(answers: Answers) -> AjarClient:
    """What views ask of the bot, without a bot."""
    documents, _ = read_folder(data_folder())

    class Client:
        def __init__(self) -> None:
            self.answers = answers
            self.debate = debate_of(documents, answers.catalogue)
            self.signs = SIGNS

    return cast(AjarClient, Client())


@pytest.fixture(params=sorted(LANGUAGES))
def text(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


def test_every_card_fits_and_every_word_of_it_is_there(answers: Answers, text: Words):
    for slug in answers.catalogue.models:
        answer = answers.model(slug)
        assert answer is not None
        seen = render.alt(picture_of(answer, text))
        body = render.card_body(answer, text, SIGNS, TODAY, seen)
        buttons = [
            views.Leaf.opener("why", slug, text),
            views.Leaf.opener("evidence", slug, text),
            views.VersionsPress(slug, text("card.button.versions")),
            views.SharePress(slug, text("card.button.share")),
        ]
        assert_fits(CardView(body, [buttons]))
        assert len(seen) <= 1024


def test_bold_ends_where_discord_sees_it_end(answers: Answers, text: Words):
    """Punctuation before the closing signs and a letter right behind them would leave the asterisks on the screen."""
    for slug in answers.catalogue.models:
        answer = answers.model(slug)
        assert answer is not None
        assert not re.search(r"[。，；：.,;:]\*\*[^\s*]", headline_text(answer, text)), slug


def test_every_page_of_reasons_and_evidence_fits(answers: Answers, text: Words):
    for slug in answers.catalogue.models:
        answer = answers.model(slug)
        assert answer is not None
        parts = tuple(answer.profile.parts.values())
        for page in (
            *render.why_pages(answer, text, SIGNS),
            *render.evidence_pages(answer, parts, text, SIGNS),
        ):
            assert 0 < len(page) <= MOST_CHARACTERS - 150, slug


def test_every_family_and_every_maker_fits(client: AjarClient, answers: Answers, text: Words):
    def group(family: str | None, organisation: str | None, slug: str) -> Finding:
        return Finding(FindingKind.FAMILY, None, family, organisation, (Candidate(slug, slug, 100),))

    catalogue = answers.catalogue
    findings = [group(f, None, catalogue.versions(f)[0].slug) for f in catalogue.families if catalogue.versions(f)]
    findings += [
        group(None, o, catalogue.versions_of_maker(o)[0].slug)
        for o in catalogue.organisations
        if catalogue.versions_of_maker(o)
    ]
    for finding in findings:
        assert_fits(views.group_view(client, finding, text, private=True))


def test_definitions_and_about_fit(answers: Answers, text: Words):
    assert_fits(CardView([discord.ui.TextDisplay(block) for block in render.definitions_blocks(text)]))
    blocks = about_blocks(answers.catalogue, text, TODAY, "https://example.org/source", "https://example.org/help")
    assert_fits(CardView([discord.ui.TextDisplay(block) for block in blocks]))


def test_every_tile_says_its_status_in_a_word_and_a_shape(answers: Answers, text: Words):
    from cogs.models.picture import picture_of

    for slug in answers.catalogue.models:
        answer = answers.model(slug)
        assert answer is not None
        tiles = [tile for _, row in picture_of(answer, text).rows for tile in row]
        assert len(tiles) == 12
        assert all(tile.word and tile.mark in Mark for tile in tiles)


def test_every_quote_in_every_list_fits_with_its_buttons(client: AjarClient, text: Words):
    for key in client.debate.subjects:
        for place in range(len(client.debate.about(key))):
            assert_fits(debate_views.quote_view(client, key, place, text))


def test_what_opens_beside_a_quote_fits(client: AjarClient, text: Words):
    record = client.debate.record
    for quote in record.quotes.values():
        for page in (
            debate_render.context_page(quote, record, text),
            debate_render.citation(quote, record, text),
        ):
            assert 0 < len(page) <= MOST_CHARACTERS, quote.slug


def test_every_topic_fits_and_cuts_both_sides_alike(client: AjarClient, text: Words):
    for slug in client.debate.record.topics:
        sides = client.debate.sides(slug)
        assert sides is not None
        blocks = debate_render.sides_blocks(sides, client.debate.record, text)
        assert_fits(CardView([discord.ui.TextDisplay(block) for block in blocks]))
        quoted = {camp: "".join(blocks).count(f"### {text(f'camp.{camp}')}") for camp in ("open", "limits")}
        assert quoted["open"] == quoted["limits"]
        assert len(debate_render.topic_evidence(sides.topic, text)) <= MOST_CHARACTERS


def test_everybody_s_stance_and_every_page_of_the_timeline_fit(client: AjarClient, text: Words):
    for slug in {*client.debate.record.speakers, *client.debate.record.people}:
        speaker = client.debate.speaker(slug)
        assert speaker is not None
        blocks = debate_render.who_blocks(speaker, client.debate, text)
        assert_fits(CardView([discord.ui.TextDisplay(block) for block in blocks]))
    events = client.debate.timeline(None, None, None, None, None)
    for page in range((len(events) - 1) // debate_render.EVENTS_A_PAGE + 1):
        blocks = debate_render.timeline_blocks(events, page, text, "Timeline")
        assert_fits(CardView([discord.ui.TextDisplay(block) for block in blocks]))
