"""The debate on Discord: quotes with their proof, both sides, stances, the timeline, reports."""

import asyncio

import pytest

from bot.services.suggestions import newest_suggestions
from bot.storage.database import Database
from tests.cogs.discord_world import World, labels, options, parts, seen


async def test_a_quote_card_shows_words_speaker_date_place_and_how_it_was_checked(world: World):
    card = (await world.ann.slash(world.channel, "quote about", subject="person/sam-altman")).response
    text = seen(card)
    assert text.startswith("### “")
    assert "**Sam Altman**" in text
    assert "https://" in text
    assert any(sign in text for sign in "◆◈◇✕")
    assert {"Source", "Context", "Cite", "Report a problem"} <= set(labels(card))


async def test_a_typed_name_works_as_well_as_a_chosen_one(world: World):
    card = (await world.ann.slash(world.channel, "quote about", subject="lecun")).response
    assert "Yann LeCun" in seen(card)


async def test_autocomplete_offers_topics_people_bodies_and_models(world: World):
    choices = await world.ann.autocomplete(world.channel, "quote about", "subject", "open")
    assert choices
    assert len(choices) <= 25
    assert any("topic" in choice["name"] for choice in choices)


async def test_turning_on_leads_to_the_next_quote_and_back(world: World):
    first = (await world.ann.slash(world.channel, "quote about", subject="topic/regulation", private=True)).response
    before = seen(first)
    second = (await world.ann.click(first, label="Next")).response
    assert seen(second) != before
    assert second.id == first.id, "a private list turns in its place"
    back = (await world.ann.click(second, label="Back")).response
    assert "quote 1 of" in seen(back)


async def test_search_finds_half_remembered_words_and_marks_them(world: World):
    card = (await world.ann.slash(world.channel, "quote search", words="wrong side of histroy")).response
    text = seen(card)
    assert "Sam Altman" in text
    assert "__history__" in text or "__wrong__" in text


async def test_a_search_without_a_hit_says_what_to_try(world: World):
    answer = (await world.ann.slash(world.channel, "quote search", words="zzzzqqq")).response
    assert answer.ephemeral
    assert "Try fewer words" in answer.content


async def test_a_random_quote_is_a_checked_one(world: World):
    for _ in range(5):
        text = seen((await world.ann.slash(world.channel, "quote random")).response)
        assert "◆" in text or "◈" in text


async def test_a_quote_can_be_cited_as_text_and_as_bibtex(world: World):
    card = (await world.ann.slash(world.channel, "quote random")).response
    cite = (await world.ann.click(card, label="Cite")).response
    assert cite.ephemeral
    assert "@misc{" in seen(cite)


async def test_context_opens_after_a_restart(world: World):
    await world.ann.slash(world.channel, "quote random")
    card = world.channel.last_message
    assert card is not None
    await world.restart()
    context = (await world.bob.click(card, label="Context")).response
    assert context.ephemeral
    assert "## Context" in seen(context)


async def test_a_topic_shows_both_sides_with_the_same_number_of_quotes(world: World):
    answer = (await world.ann.slash(world.channel, "debate topic", topic="safety")).response
    text = seen(answer)
    sides = text.split("### ")
    count = {side.splitlines()[0]: side.count("> “") for side in sides[1:]}
    assert count["For release"] == count["For limits"] > 0
    evidence = (await world.bob.click(answer, label="Evidence")).response
    assert evidence.ephemeral
    assert "What evidence there is" in seen(evidence)
    assert "https://" in seen(evidence)


async def test_a_stance_shows_roles_counts_and_a_picture(world: World):
    answer = (await world.ann.slash(world.channel, "who", name="Mark Zuckerberg")).response
    text = seen(answer)
    assert "quotes:" in text
    assert [attachment.filename for attachment in answer.attachments] == ["ajar-stance.png"]
    quotes = (await world.bob.click(answer, label="Quotes")).response
    assert "Mark Zuckerberg" in seen(quotes)


async def test_the_timeline_goes_by_date_and_keeps_to_its_filters(world: World):
    answer = (await world.ann.slash(world.channel, "timeline", **{"from": "2023", "to": "2023"}, private=True)).response
    assert "2023** ·" in seen(answer)
    assert "2024** ·" not in seen(answer)
    turned = (await world.ann.click(answer, label="Next")).response
    assert "2024** ·" not in seen(turned)
    assert turned.attachments


async def test_a_date_that_cannot_be_read_says_how_to_write_one(world: World):
    answer = (await world.ann.slash(world.channel, "timeline", **{"from": "last year"})).response
    assert "Write 2024" in answer.content


async def test_a_model_that_quotes_name_offers_them_on_its_card(world: World):
    record = world.bot.debate.record
    slug = next(slug for slug in world.bot.answers.catalogue.models if record.on_model(slug))
    card = (await world.ann.slash(world.channel, "model profile", name=slug)).response
    quotes = (await world.bob.click(card, label="Quotes")).response
    assert "“" in seen(quotes)
    name = world.bot.answers.catalogue.models[slug].name
    back = (await world.bob.click(quotes, label=name)).response
    assert name in seen(back)


async def test_a_reported_problem_is_on_disk_before_it_is_thanked_for(world: World):
    card = (await world.ann.slash(world.channel, "model profile", name="BLOOM")).response
    form = await world.ann.click(card, label="Report a problem")
    fields = {part["label"]: part["custom_id"] for part in parts(form.modal["components"]) if "label" in part}
    values = {
        fields["What is wrong"]: "the training code is on GitHub",
        fields["A link that shows it"]: "https://github.com/bigscience-workshop/Megatron-DeepSpeed",
    }
    thanks = (await world.ann.submit_modal(form, values)).response
    assert thanks.ephemeral
    database = await Database.open(f"sqlite+aiosqlite:///{world.database.as_posix()}")
    try:
        (report,) = await newest_suggestions(database)
    finally:
        await database.close()
    assert (report.kind, report.slug) == ("model", "bloom")
    assert report.wrong == "the training code is on GitHub"


@pytest.mark.parametrize("subject", ["nobody at all", "@everyone"])
async def test_an_unknown_subject_says_so_and_pings_nobody(world: World, subject: str):
    answer = (await world.ann.slash(world.channel, "quote about", subject=subject)).response
    assert answer.ephemeral
    assert "@everyone" not in answer.content
    await asyncio.sleep(0)
    assert not options(answer)
