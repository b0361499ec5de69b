"""Cards that were sent before are sent again from memory: still right for who asks, and nothing else stays behind."""

import asyncio
from datetime import UTC, datetime, timedelta

from tests.cogs.discord_world import World, labels, seen

SLUG = "llama-3.1"


async def test_a_card_from_memory_is_the_card_again_with_its_picture(world: World):
    first = (await world.ann.slash(world.channel, "model profile", name=SLUG)).response
    second = (await world.bob.slash(world.channel, "model profile", name=SLUG)).response
    assert seen(second) == seen(first)
    assert labels(second) == labels(first)
    assert [attachment.filename for attachment in second.attachments] == ["ajar-card.png"]


async def test_a_private_card_is_not_what_was_remembered_of_a_public_one(world: World):
    public = (await world.ann.slash(world.channel, "model profile", name=SLUG)).response
    private = (await world.ann.slash(world.channel, "model profile", name=SLUG, private=True)).response
    assert "Share" not in " ".join(labels(public))
    assert "Share" in " ".join(labels(private))
    assert private.ephemeral


async def test_each_member_reads_a_remembered_card_in_their_language(world: World):
    world.locales[world.bob.id] = "zh-CN"
    english = (await world.ann.slash(world.channel, "model profile", name=SLUG, private=True)).response
    chinese = (await world.bob.slash(world.channel, "model profile", name=SLUG, private=True)).response
    assert seen(english) != seen(chinese)
    assert "权重" in seen(chinese)


async def test_a_remembered_card_does_not_outlast_the_day(world: World):
    today = datetime.now(UTC)
    world.bot.clock = lambda: today
    first = (await world.ann.slash(world.channel, "model profile", name=SLUG)).response
    world.bot.clock = lambda: today + timedelta(days=800)
    later = (await world.ann.slash(world.channel, "model profile", name=SLUG)).response
    assert seen(later) != seen(first), "how old the sources are is told anew"


async def test_private_answers_leave_nothing_waiting_behind(world: World):
    await world.ann.slash(world.channel, "model profile", name=SLUG, private=True)
    before = len(asyncio.all_tasks())
    for _ in range(5):
        await world.ann.slash(world.channel, "model profile", name=SLUG, private=True)
        await world.ann.slash(world.channel, "claim", text="Llama 3.1 is open source")
    assert len(asyncio.all_tasks()) <= before
    assert not world.bot.persistent_views
