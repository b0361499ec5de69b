"""Licences on Discord: what one allows in its first line, its clauses with their places, within Discord's limits."""

import pytest

from bot.i18n import LANGUAGES, words
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.services.debate import debate_of
from bot.services.learn import Learning, learning_from
from bot.storage.datafiles import read_folder
from cogs.learn.licences import licence_view
from tests.cogs.discord_world import World, labels, seen
from tests.cogs.test_limits import assert_fits


@pytest.fixture(scope="module")
def learning() -> Learning:
    documents, faults = read_folder(data_folder())
    assert not faults
    catalogue = catalogue_of(documents)
    return learning_from(documents, catalogue, debate_of(documents, catalogue).record)


async def test_a_licence_says_first_what_may_be_done(world: World):
    answer = (await world.ann.slash(world.channel, "learn licence", name="Llama 3.1")).response
    lines = seen(answer).splitlines()
    assert lines[0] == "## Llama 3.1 Community License Agreement"
    assert lines[1].startswith("**In short: ")
    assert "certain uses" in lines[1] or "fields" in lines[1] or "not OSI-approved" in lines[1]
    assert "github.com/meta-llama" in seen(answer)
    assert "Report a problem" in labels(answer)


async def test_a_licence_is_found_by_alias_and_with_slips_of_typing(world: World):
    for typed, name in (
        ("apache 2", "Apache License 2.0"),
        ("Apache-2.0", "Apache License 2.0"),
        ("mit licence", "MIT License"),
        ("llama3.1", "Llama 3.1 Community License Agreement"),
    ):
        answer = (await world.ann.slash(world.channel, "learn licence", name=typed)).response
        assert seen(answer).startswith(f"## {name}\n"), typed


async def test_an_unknown_licence_says_so_privately_and_pings_nobody(world: World):
    answer = (await world.ann.slash(world.channel, "learn licence", name="@everyone zzzz")).response
    assert answer.ephemeral
    assert "I don't know a licence" in seen(answer)
    assert "@everyone" not in seen(answer)


async def test_autocomplete_offers_the_licences_that_most_weights_bear_at_once(world: World):
    choices = await world.ann.autocomplete(world.channel, "learn licence", "name", "")
    assert choices[0]["value"] == "apache-2.0"
    assert 0 < len(choices) <= 25
    assert (await world.ann.autocomplete(world.channel, "learn licence", "name", "rail"))[0]["value"].find("rail") > 0


async def test_a_card_opens_the_licence_of_the_weights_and_the_licence_its_models(world: World):
    card = (await world.ann.slash(world.channel, "model profile", name="Llama 3.1")).response
    opened = (await world.bob.click(card, label="Licence")).response
    assert opened.ephemeral
    assert seen(opened).startswith("## Llama 3.1 Community License Agreement")
    back = (await world.bob.click(opened, label="Llama 3.1")).response
    assert seen(back).startswith("## **Llama 3.1**")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_licence_fits_a_message(learning: Learning, language: str):
    for slug in learning.licences.licences:
        assert_fits(licence_view(learning, slug, words(language)))
