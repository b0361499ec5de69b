"""Checking claims on Discord: private by default, shared without the message, alive after a restart, no pings."""

import discord
import pytest

from bot.app import AjarBot
from cogs.claims.render import ROOM, SHOWN
from cogs.shared.translator import CatalogueTranslator
from tests.cogs.discord_world import World, labels, parts, seen

MENU = "Check openness claims"
EXTENSION = "cogs.claims.cog"


async def load(bot: AjarBot) -> None:
    """Have the feature, whether or not the bot brings it by itself."""
    if EXTENSION not in bot.extensions:
        await bot.load_extension(EXTENSION)
        await bot.tree.sync()


@pytest.fixture
async def claims(world: World) -> World:
    await load(world.bot)
    return world


async def checked(world: World, text: str):
    """What Ann is answered when she checks a message of Bob's."""
    message = await world.bob.send(world.channel, text)
    return (await world.ann.context_menu(world.channel, MENU, message)).response


async def test_the_menu_answers_privately_and_first_of_all(claims: World):
    answer = await checked(claims, "fyi Llama 3.1 is open source")
    assert answer.ephemeral
    first, instead = seen(answer).splitlines()[:2]
    assert "Misleading" in first
    assert "Llama 3.1 is open source" in first
    assert "open weights under a licence with limits" in instead
    assert "OSAID 1.0" in instead
    assert "huggingface.co" in seen(answer)
    assert labels(answer)[:2] == ["Share", "Llama 3.1"]


async def test_a_question_is_answered_with_a_word_and_the_standing(claims: World):
    answer = (await claims.ann.slash(claims.channel, "claim", text="Is Claude open source?")).response
    assert answer.ephemeral
    assert "**No.**" in seen(answer).splitlines()[0]


async def test_a_message_that_claims_nothing_gets_that_answer_and_no_share(claims: World):
    answer = await checked(claims, "we saw a llama at the zoo")
    assert "Nothing about openness is claimed here" in seen(answer)
    assert "Share" not in labels(answer)
    named = await checked(claims, "Claude should be open source")
    assert "Named: Claude" in seen(named)
    assert "Share" not in labels(named)


async def test_a_text_of_blanks_claims_nothing(claims: World):
    answer = (await claims.ann.slash(claims.channel, "claim", text="   ")).response
    assert answer.ephemeral
    assert "Nothing about openness" in seen(answer)


async def test_share_posts_the_verdict_for_everyone_and_nothing_of_the_message(claims: World):
    answer = await checked(claims, "secretword: Llama 3.1 is open source and Claude is closed")
    assert "secretword" in seen(answer), "the private answer quotes what it was read from"
    shared = (await claims.ann.click(answer, label="Share")).response
    assert not shared.ephemeral
    text = seen(shared)
    assert "Misleading" in text
    assert "Holds" in text
    assert "secretword" not in text
    assert "Bob" not in text
    assert "Shared by Ann" in text
    assert not any("secretword" in str(part.get("custom_id", "")) for part in parts(answer.components))


async def test_share_and_the_cards_work_after_a_restart(claims: World):
    answer = await checked(claims, "ChatGPT is open weights")
    await claims.restart()
    await load(claims.bot)
    shared = (await claims.ann.click(answer, label="Share")).response
    assert "Not so" in seen(shared)
    assert "ChatGPT has open weights" in seen(shared)
    await claims.restart()
    await load(claims.bot)
    card = (await claims.bob.click(shared, label=labels(shared)[0])).response
    assert card.ephemeral
    assert "GPT-" in seen(card)


@pytest.mark.parametrize(
    "trick",
    [
        "@everyone Llama 3.1 is open source <@1> <@&2> **bold** [x](https://example.org)",
        "Llama 3.1 is open source ``` ||spoiler|| <#5> @here",
        "Llama 3.1 is open source \u202e gnp.exe <t:0:R> <:a:1>",
    ],
)
async def test_what_a_member_wrote_is_shown_escaped_and_pings_nobody(claims: World, trick: str):
    answer = (await claims.ann.slash(claims.channel, "claim", text=trick)).response
    text = seen(answer)
    assert "Misleading" in text
    assert "@everyone" not in text
    assert "@here" not in text
    assert "\u202e" not in text
    assert "**bold**" not in text
    quote = next(line for line in text.splitlines() if line.startswith("-# In:"))
    assert "[x]" not in quote.replace("\\[", "")
    assert "<" not in quote.replace("\\<", "")


async def test_a_lacking_version_is_escaped_too_and_cannot_be_shared(claims: World):
    answer = (await claims.ann.slash(claims.channel, "claim", text="Llama *5* is open source")).response
    assert "The catalogue has no" in seen(answer)
    assert "Share" not in labels(answer)


async def test_many_claims_stay_within_a_message(claims: World):
    models = list(claims.bot.served.base.answers.catalogue.models.values())[:60]
    text = ". ".join(f"{model.name} is open source" for model in models)[:2000]
    answer = (await claims.ann.slash(claims.channel, "claim", text=text)).response
    whole = sum(len(part["content"]) for part in parts(answer.components) if "content" in part)
    assert whole <= 4000
    assert whole > ROOM / 4
    assert "more claims, which are not shown" in seen(answer)
    assert seen(answer).count("OSAID 1.0:") <= SHOWN
    shared = (await claims.ann.click(answer, label="Share")).response
    assert not shared.ephemeral


async def test_a_message_in_chinese_is_read_too(claims: World):
    answer = await checked(claims, "Llama 3.1是开源的，训练数据没有公开")
    assert "Misleading" in seen(answer)
    assert "Holds" in seen(answer)


async def test_a_chinese_member_is_answered_in_chinese(claims: World):
    claims.locales[claims.ann.id] = "zh-CN"
    answer = await checked(claims, "Llama 3.1 is open source")
    assert "有误导" in seen(answer).splitlines()[0]
    assert "分享" in labels(answer)


async def test_menu_and_command_have_their_names_and_work_everywhere(claims: World):
    tree, translator = claims.bot.tree, CatalogueTranslator()
    offered = [*tree.get_commands(), *tree.get_commands(type=discord.AppCommandType.message)]
    payloads = {command.name: await command.get_translated_payload(tree, translator) for command in offered}
    assert payloads[MENU]["name_localizations"]["zh-CN"] == "核查开放性说法"
    assert payloads["claim"]["name_localizations"]["zh-CN"] == "核查"
    for name in (MENU, "claim"):
        assert set(payloads[name]["integration_types"]) == {0, 1}, "on servers and for single members"
        assert set(payloads[name]["contexts"]) == {0, 1, 2}, "on servers, with the bot, and between members"


async def test_claim_works_in_a_direct_message(claims: World):
    user = claims.env.create_user("cem", global_name="Cem")
    answer = (await user.slash("claim", text="gpt-oss is closed")).response
    assert "Not so" in seen(answer)


async def test_nothing_of_a_message_reaches_the_database(claims: World):
    await checked(claims, "zebrafishword Llama 3.1 is open source")
    assert b"zebrafishword" not in claims.database.read_bytes()
