"""The least that discord.py can do: a bot that answers constants. Run as a process; the rig stands in for Discord."""

import os
import sys
from io import BytesIO
from pathlib import Path

import discord
from discord import app_commands
from discord.http import Route

CHOICES = 25
"""As many as a menu of suggestions holds, and as Ajar sends."""


class Press(discord.ui.View):
    """One button that answers a constant, after a restart too."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Press", custom_id="bare:press")
    async def press(self, interaction: discord.Interaction, _: discord.ui.Button[discord.ui.View]) -> None:
        """Answer privately."""
        await interaction.response.send_message("A constant.", ephemeral=True)


class Bare(discord.AutoShardedClient):
    """No database, no catalogue, no languages; the intents and caches that Ajar has."""

    def __init__(self, picture: bytes) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.tree = app_commands.CommandTree(self)
        self.picture = picture

    async def setup_hook(self) -> None:
        """Register the commands."""

        @self.tree.command(name="constant", description="Answers a constant")
        async def constant(interaction: discord.Interaction, word: str = "") -> None:
            await interaction.response.send_message("A constant.")

        @constant.autocomplete("word")
        async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"A constant {n}", value=f"constant-{n}") for n in range(CHOICES)]

        @self.tree.command(name="picture", description="Answers constant bytes")
        async def picture(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("A constant.", file=discord.File(BytesIO(self.picture), "a.png"))

        @self.tree.command(name="button", description="Answers a button")
        async def button(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("A constant.", view=Press())

        self.add_view(Press())
        await self.tree.sync()


def main() -> None:
    """Run until it is ended."""
    Route.BASE = os.environ["BARE_API"]
    picture = os.environ.get("BARE_PICTURE")
    bot = Bare(Path(picture).read_bytes() if picture else b"")
    if os.environ.get("BARE_UVLOOP"):
        import uvloop

        uvloop.install()
    bot.run(os.environ["BARE_TOKEN"], log_handler=None)


if __name__ == "__main__":
    sys.exit(main())
