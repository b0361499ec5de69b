"""Asking about models on Discord: cards, buttons, near matches, families, restarts, languages."""

import dataclasses

import pytest

from tests.cogs.discord_world import World, labels, options, seen


async def test_a_name_gets_a_card_whose_first_line_is_the_answer(world: World):
    result = await world.ann.slash(world.channel, "model profile", name="Llama 3.1")
    card = result.response
    text = seen(card)
    lines = text.splitlines()
    assert lines[0].startswith("## **Llama 3.1** · Meta")
    assert "Open weights with strings, not open source" in lines[1]
    for definition in ("OSAID 1.0", "MOF", "European index", "Everyday four", "Gradient"):
        assert f"**{definition}**" in text
    assert "Llama 3.1 Community" in text
    assert not card.ephemeral
    assert [attachment.filename for attachment in card.attachments] == ["ajar-card.png"]
    assert labels(card) == ["Why?", "Evidence", "Other versions", "Quotes", "Compare", "Licence", "Report a problem"]


async def test_autocomplete_offers_names_while_one_types(world: World):
    choices = await world.ann.autocomplete(world.channel, "model profile", "name", "olmo")
    assert "OLMo 2" in [choice["name"] for choice in choices]
    assert len(choices) <= 25


async def test_why_tells_each_rule_privately_with_what_is_met_and_missing(world: World):
    card = (await world.ann.slash(world.channel, "model profile", name="gpt-oss")).response
    why = (await world.bob.click(card, label="Why?")).response
    assert why.ephemeral
    text = seen(why)
    assert "Open Source AI Definition 1.0" in text
    assert "**Missing or not enough:**" in text
    assert "opensource.org" in text


async def test_evidence_pages_through_every_assessment_with_links(world: World):
    card = (await world.ann.slash(world.channel, "model profile", name="Llama 3.1")).response
    first = (await world.ann.click(card, label="Evidence")).response
    assert first.ephemeral
    assert "https://" in seen(first)
    assert "Next" in labels(first)
    before = seen(first)
    turned = (await world.ann.click(first, label="Next")).response
    assert turned.id == first.id, "the page is turned in its place"
    assert seen(turned) != before
    assert "Back" in labels(turned)


@pytest.mark.parametrize(
    ("locale", "says"),
    [
        (
            "en-US",
            "set aside, does not count: it says Command R+, while every link for weights and model card leads to",
        ),
        ("zh-CN", "已搁置，不计入：写的是 Command R+，但权重和模型卡的链接都指向 Command R"),
    ],
)
async def test_a_doubted_record_says_why_in_the_readers_language(world: World, locale: str, says: str):
    world.locales[world.ann.id] = locale
    card = (await world.ann.slash(world.channel, "model profile", name="command-r-plus", private=True)).response
    button, onward = ("Evidence", "Next") if locale == "en-US" else ("证据", "下一页")
    shown = (await world.ann.click(card, label=button)).response
    pages = [seen(shown)]
    while onward in labels(shown):
        shown = (await world.ann.click(shown, label=onward)).response
        pages.append(seen(shown))
    assert says in "\n".join(pages)


async def test_buttons_go_on_working_after_a_restart(world: World):
    await world.ann.slash(world.channel, "model profile", name="BLOOM")
    card = world.channel.last_message
    assert card is not None
    await world.restart()
    why = (await world.bob.click(card, label="Why?")).response
    assert "BLOOM" in seen(why)
    evidence = (await world.bob.click(card, label="Evidence")).response
    assert evidence.ephemeral


async def test_a_private_answer_can_be_shared_with_the_name_of_who_shared_it(world: World):
    card = (await world.ann.slash(world.channel, "model profile", name="Pythia", private=True)).response
    assert card.ephemeral
    assert "Share" in labels(card)
    shared = (await world.ann.click(card, label="Share")).response
    assert not shared.ephemeral
    assert "Shared by Ann" in seen(shared)
    assert "Share" not in labels(shared)


async def test_an_unknown_name_gets_help_and_near_matches_that_open(world: World):
    result = await world.ann.slash(world.channel, "model profile", name="llama 3.7")
    answer = result.response
    assert answer.ephemeral, "a slip of the finger is nobody else's business"
    assert "has no" in seen(answer)
    assert labels(answer)
    opened = (await world.ann.click(answer, label=labels(answer)[0])).response
    assert not opened.ephemeral, "the question was asked in public"


async def test_nonsense_gets_a_sentence_that_says_what_to_try(world: World):
    answer = (await world.ann.slash(world.channel, "model profile", name="qqqqqqq zzzz 77")).response
    assert "don't know" in seen(answer)


async def test_what_a_member_typed_is_escaped_and_pings_nobody(world: World):
    answer = (
        await world.ann.slash(world.channel, "model profile", name="@everyone **x** <@123456789012345678> `y`")
    ).response
    text = seen(answer)
    assert "@everyone" not in text
    assert "**x**" not in text
    assert "<@123456789012345678>" not in text


async def test_a_family_alone_shows_its_versions_newest_first_and_opens_one(world: World):
    answer = (await world.ann.slash(world.channel, "model profile", name="llama")).response
    text = seen(answer)
    assert text.startswith("## Llama")
    offered = options(answer)
    assert offered[0] == "llama-4"
    assert "llama-3.1" in offered
    card = (await world.bob.select(answer, ["llama-3.1"])).response
    assert "Llama 3.1" in seen(card)


async def test_other_versions_are_one_press_away(world: World):
    card = (await world.ann.slash(world.channel, "model profile", name="Llama 3.1")).response
    versions = (await world.ann.click(card, label="Other versions")).response
    assert versions.ephemeral
    assert "llama-4" in options(versions)


async def test_definitions_are_explained_with_citations(world: World):
    answer = (await world.ann.slash(world.channel, "model definitions")).response
    text = seen(answer)
    assert text.count("### ") == 5
    assert "arxiv.org/abs/2403.13784" in text


async def test_about_says_where_the_data_comes_from_and_how_old_it_is(world: World):
    answer = (await world.ann.slash(world.channel, "about")).response
    text = seen(answer)
    assert answer.ephemeral
    assert "European Open Source AI Index" in text
    assert "2026-06-12" in text


async def test_it_works_in_a_direct_message(world: World):
    user = world.env.create_user("dora")
    result = await user.slash("model profile", name="OLMo 2")
    assert "OLMo 2" in seen(result.response)


async def test_commands_are_not_given_to_discord_again_when_nothing_changed(world: World):
    def syncs() -> int:
        return sum(entry.method == "PUT" and entry.path.endswith("/commands") for entry in world.env.http_requests)

    before = syncs()
    assert before == 1
    await world.restart()
    assert syncs() == before


@pytest.mark.parametrize("name", ["claude opus 4.7", "GPT-4"])
async def test_a_closed_model_is_called_closed_in_the_first_line(world: World, name: str):
    card = (await world.ann.slash(world.channel, "model profile", name=name)).response
    assert seen(card).splitlines()[1].startswith("**Closed")


async def test_a_fault_of_ours_gets_a_number_that_is_in_the_log_and_no_details(
    world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def broken(_query: str) -> None:
        raise RuntimeError("the secret ingredient")

    monkeypatch.setattr(world.bot.answers, "find", broken)
    cursor = world.env.error_cursor
    answer = (await world.ann.slash(world.channel, "model profile", name="OLMo 2")).response
    assert answer.ephemeral
    assert "secret ingredient" not in seen(answer)
    number = seen(answer).split("`")[1]
    told = capfd.readouterr()
    assert number in told.out + told.err
    assert len(world.env.errors_since(cursor)) == 1


async def test_a_press_on_an_entry_that_is_gone_says_so(world: World):
    await world.ann.slash(world.channel, "model profile", name="BLOOM")
    card = world.channel.last_message
    assert card is not None
    catalogue = world.bot.answers.catalogue
    models = {slug: model for slug, model in catalogue.models.items() if slug != "bloom"}
    world.bot.answers.serve(dataclasses.replace(catalogue, models=models))
    answer = (await world.bob.click(card, label="Why?")).response
    assert answer.ephemeral
    assert "no longer in the catalogue" in seen(answer)


async def test_a_chinese_member_gets_private_answers_in_chinese(world: World):
    world.locales[world.ann.id] = "zh-CN"
    card = (await world.ann.slash(world.channel, "model profile", name="OLMo 2", private=True)).response
    assert "权重" in seen(card)
    assert labels(card)[:2] == ["为什么？", "证据"]


async def test_a_maker_alone_shows_its_versions_and_its_transparency(world: World):
    answer = (await world.ann.slash(world.channel, "model profile", name="Anthropic")).response
    assert "Foundation Model Transparency Index" in seen(answer)
    assert any(option.startswith("claude") for option in options(answer))
