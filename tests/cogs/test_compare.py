"""Comparing versions on Discord: the answer first, names that are not clear, changing the comparison, restarts."""

import dataclasses

import pytest

from tests.cogs.discord_world import World, labels, options, seen


async def test_the_first_line_says_who_is_further_open_and_under_what(world: World):
    result = await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="Llama 3.1")
    message = result.response
    lines = seen(message).splitlines()
    assert lines[0] == "## OLMo 2 · Llama 3.1"
    assert lines[1].startswith("**OLMo 2 is further open than Llama 3.1** on the gradient of release")
    assert "OLMo 2 alone makes available" in lines[1]
    assert "pre-training data" in lines[1]
    assert not message.ephemeral
    assert [attachment.filename for attachment in message.attachments] == ["ajar-comparison.png"]


async def test_every_definition_and_what_the_licences_allow_stand_side_by_side(world: World):
    text = seen((await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="Llama 3.1")).response)
    for definition in ("OSAID 1.0", "MOF", "European index", "Everyday four", "Gradient"):
        assert f"**{definition}**" in text
    assert "Llama 3.1: not met" in text
    assert "**Commercial use and any purpose**: allowed for OLMo 2, within limits for Llama 3.1" in text
    assert "better" not in text


async def test_versions_that_stand_alike_are_called_alike(world: World):
    text = seen(
        (await world.ann.slash(world.channel, "model compare", first="GPT-5.1", second="claude opus 4.7")).response
    )
    assert "**GPT-5.1 and Claude Opus 4.7 stand alike**" in text
    assert "none, since the weights are not available" in text


async def test_what_nobody_knows_is_not_called_closed(world: World):
    text = seen((await world.ann.slash(world.channel, "model compare", first="GPT-5.1", second="Gemma 2")).response)
    line = next(line for line in text.splitlines() if line.startswith("-# Not to be compared"))
    assert "pre-training data" in line


async def test_a_family_stands_for_its_newest_version_and_that_is_said(world: World):
    message = (await world.ann.slash(world.channel, "model compare", first="llama", second="OLMo 2")).response
    text = seen(message)
    assert "Llama 4" in text.splitlines()[0]
    assert "Llama is a name for several versions; Llama 4, the newest dated one, stands for it here." in text
    assert "llama-3.1" in options(message), "the family's other versions are one choice away"


async def test_a_name_that_means_nothing_is_asked_about_and_the_other_one_kept(world: World):
    asked = (await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="llama 3.7")).response
    assert asked.ephemeral
    assert "“llama 3.7”" in seen(asked)
    near = labels(asked)[0]
    answer = (await world.ann.click(asked, label=near)).response
    assert seen(answer).splitlines()[0] == f"## OLMo 2 · {near}"
    assert not answer.ephemeral, "the question was asked in public"


async def test_the_same_version_twice_is_no_comparison(world: World):
    answer = (await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="olmo-2")).response
    assert answer.ephemeral
    assert "two different versions" in seen(answer)


async def test_a_version_is_added_and_taken_away_in_place_where_one_member_sees_it(world: World):
    private = await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="Llama 3.1", private=True)
    message = private.response
    assert message.ephemeral
    added = (await world.ann.select(message, ["gemma-2"])).response
    assert added.id == message.id, "the comparison is turned in its place"
    assert seen(added).splitlines()[0] == "## OLMo 2 · Llama 3.1 · Gemma 2"
    assert len(added.attachments) == 1
    assert "Without Gemma 2" in labels(added)
    fewer = (await world.ann.click(added, label="Without Llama 3.1")).response
    assert fewer.id == message.id
    assert seen(fewer).splitlines()[0] == "## OLMo 2 · Gemma 2"
    assert not any(label.startswith("Without") for label in labels(fewer)), "two are the fewest"


async def test_on_a_public_message_a_change_opens_privately_and_leaves_it_alone(world: World):
    message = (await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="Llama 3.1")).response
    added = (await world.bob.select(message, ["gemma-2"])).response
    assert added.ephemeral
    assert added.id != message.id
    assert "Gemma 2" in seen(added).splitlines()[0]


async def test_four_versions_are_the_most(world: World):
    message = (
        await world.ann.slash(
            world.channel,
            "model compare",
            first="OLMo 2",
            second="Llama 3.1",
            third="infinity-instruct-llama-3.1-70b",
            fourth="GPT-4",
        )
    ).response
    assert not options(message), "nothing more can be added"
    assert len([label for label in labels(message) if label.startswith("Without")]) == 4


async def test_everything_goes_on_working_after_a_restart(world: World):
    await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="Llama 3.1", third="Gemma 2")
    message = world.channel.last_message
    assert message is not None
    await world.restart()
    card = (await world.bob.click(message, label="Gemma 2")).response
    assert seen(card).startswith("## **Gemma 2**")
    fewer = (await world.bob.click(message, label="Without Gemma 2")).response
    assert seen(fewer).splitlines()[0] == "## OLMo 2 · Llama 3.1"
    more = (await world.bob.select(message, ["pythia"])).response
    assert seen(more).splitlines()[0].endswith("· Pythia")


async def test_a_private_comparison_can_be_shared_with_the_name_of_who_shared_it(world: World):
    message = (
        await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="Llama 3.1", private=True)
    ).response
    shared = (await world.ann.click(message, label="Share")).response
    assert not shared.ephemeral
    assert "Shared by Ann" in seen(shared)
    assert "Share" not in labels(shared)
    assert len(shared.attachments) == 1


async def test_a_version_that_has_gone_is_said_to_be_gone(world: World):
    await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="BLOOM", third="Pythia")
    message = world.channel.last_message
    assert message is not None
    catalogue = world.bot.answers.catalogue
    models = {slug: model for slug, model in catalogue.models.items() if slug != "bloom"}
    world.bot.answers.serve(dataclasses.replace(catalogue, models=models))
    answer = (await world.bob.click(message, label="Without Pythia")).response
    assert answer.ephemeral
    assert "no longer in the catalogue" in seen(answer)


async def test_an_entry_that_only_this_catalogue_has_can_be_compared(world: World):
    catalogue = world.bot.answers.catalogue
    own = catalogue.models["olmo-2"].model_copy(update={"slug": "our-own-fork-1", "name": "Our Own Fork 1"})
    world.bot.answers.serve(dataclasses.replace(catalogue, models={**catalogue.models, own.slug: own}))
    message = (
        await world.ann.slash(world.channel, "model compare", first="our-own-fork-1", second="OLMo 2", third="Pythia")
    ).response
    fewer = (await world.ann.click(message, label="Without Pythia")).response
    assert "**Our Own Fork 1 and OLMo 2 stand alike**" in seen(fewer)


@pytest.mark.parametrize("option", ["first", "fourth"])
async def test_every_name_is_completed_while_one_types(world: World, option: str):
    choices = await world.ann.autocomplete(world.channel, "model compare", option, "olmo")
    assert "OLMo 2" in [choice["name"] for choice in choices]


async def test_a_chinese_member_gets_it_in_chinese(world: World):
    world.locales[world.ann.id] = "zh-CN"
    message = (
        await world.ann.slash(world.channel, "model compare", first="OLMo 2", second="Llama 3.1", private=True)
    ).response
    assert "**OLMo 2 比 Llama 3.1 更开放**" in seen(message)
