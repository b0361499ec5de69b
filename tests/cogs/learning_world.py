"""What the tests of learning and of fitting need of a bot, whether or not it loads these features by itself yet."""

import discord
from discord import app_commands

from bot.app import AjarBot
from cogs.models import fit
from tests.cogs.discord_world import World

LEARN = "cogs.learn.cog"


async def with_learning(world: World) -> None:
    """See to it that the bot that runs now teaches; call it again after a restart."""
    bot = world.bot
    if LEARN not in bot.extensions:
        await bot.load_extension(LEARN)
        await bot.tree.sync()


async def with_fit(world: World) -> None:
    """See to it that the bot that runs now has `/model fit`; call it again after a restart."""
    bot: AjarBot = world.bot
    group = bot.tree.get_command("model")
    assert isinstance(group, app_commands.Group)
    if group.get_command("fit") is None:

        @group.command(name="fit", description="Five questions")
        async def begin(interaction: discord.Interaction) -> None:
            await fit.send_first_question(interaction)

        bot.add_dynamic_items(*fit.PRESSES)
        await bot.tree.sync()
