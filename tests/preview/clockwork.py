"""A small bot with a bit of everything that the preview has to cope with; `-m tests.preview.clockwork` shows it."""

import argparse
import asyncio
import time
from io import BytesIO
from pathlib import Path
from re import Match
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands, tasks
from PIL import Image

from bot.preview import PreviewOptions, PreviewWords, run

WORDS = PreviewWords(
    greeting="Hello, try /card",
    restarted="It has restarted.",
    skipped="It is now",
    unknown="There is no such wish.",
    failed="That did not work.",
)
Interaction = discord.Interaction["Clockwork"]


def picture(side: int = 64) -> bytes:
    """A plain PNG."""
    out = BytesIO()
    Image.new("RGB", (side, side), "#59d6a0").save(out, "PNG")
    return out.getvalue()


class Press(ui.DynamicItem[ui.Button[ui.LayoutView]], template=r"clockwork:press:(?P<times>\d+)"):
    """A button that goes on working after a restart: its state is in its id."""

    def __init__(self, times: int) -> None:
        super().__init__(ui.Button(label="Press", custom_id=f"clockwork:press:{times}"))
        self.times = times

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: Match[str], /
    ) -> Self:
        return cls(int(match["times"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(f"pressed by {interaction.user.display_name}", ephemeral=True)


class Clockwork(commands.AutoShardedBot):
    """Counts seconds, forgets them at each start, and keeps a line for each start in its folder."""

    def __init__(self, folder: Path, started: list["Clockwork"] | None = None) -> None:
        super().__init__(command_prefix=commands.when_mentioned, intents=discord.Intents(guilds=True))
        self.folder = folder
        self.seconds = 0
        self.closed = False
        self.door: discord.Emoji | None = None
        self.jobs: asyncio.Queue[str] = asyncio.Queue()
        self.worker: asyncio.Task[None] | None = None
        if started is not None:
            started.append(self)

    async def park(self, awaitable: Any, _reason: str) -> Any:
        return await awaitable

    async def setup_hook(self) -> None:
        with (self.folder / "starts").open("a") as file:
            file.write("started\n")
        self.add_dynamic_items(Press)
        for command in (card, later, slow, language, broken, length, greet, report):
            self.tree.add_command(command)
        await self.tree.set_translator(Chinese())
        await self.tree.sync()
        self.tick.start()
        self.worker = asyncio.create_task(self.work())
        self.door = await self.create_application_emoji(name="door", image=picture())

    async def work(self) -> None:
        while True:
            await self.park(self.jobs.get(), "nothing to do")

    @tasks.loop(seconds=1)
    async def tick(self) -> None:
        self.seconds += 1

    async def close(self) -> None:
        await super().close()
        self.tick.cancel()
        self.closed = True


class Chinese(app_commands.Translator):
    """Knows one command's name and description."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        del context
        known = {"card": "卡片", "Show a card": "显示卡片"}
        return known.get(string.message) if locale is discord.Locale.chinese else None


@app_commands.command(description="Show a card")
async def card(interaction: Interaction, title: str = "A card") -> None:
    view = ui.LayoutView(timeout=None)
    row = ui.ActionRow[Any]()
    row.add_item(Press(0))
    view.add_item(
        ui.Container(
            ui.TextDisplay(f"## {title}\n{interaction.client.door} drawn <t:{int(time.time())}:R>"),
            ui.MediaGallery(discord.MediaGalleryItem("attachment://card.png")),
            row,
        )
    )
    await interaction.response.send_message(view=view, file=discord.File(BytesIO(picture()), "card.png"))


@card.autocomplete("title")
async def titles(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    words = ("Door", "Window", "Wall")
    return [app_commands.Choice(name=word, value=word) for word in words if word.lower().startswith(current.lower())]


@app_commands.command(description="Answer, and change the answer three seconds later")
async def later(interaction: Interaction) -> None:
    await interaction.response.send_message("wait for it", ephemeral=True)
    await asyncio.sleep(3)
    await interaction.edit_original_response(content="here it is")


@app_commands.command(description="Answer after a second of work in a thread")
async def slow(interaction: Interaction) -> None:
    await asyncio.to_thread(time.sleep, 1)
    await interaction.response.send_message("done at last")


@app_commands.command(description="Say which languages Discord told us")
async def language(interaction: Interaction) -> None:
    await interaction.response.send_message(f"{interaction.locale} in {interaction.guild_locale}", ephemeral=True)


@app_commands.command(description="Fail")
async def broken(interaction: Interaction) -> None:
    raise RuntimeError("on purpose")


@app_commands.context_menu(name="Length of message")
async def length(interaction: Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"{len(message.content)} letters")


@app_commands.context_menu(name="Greet member")
async def greet(interaction: Interaction, member: discord.Member) -> None:
    await interaction.response.send_message(f"Hello, {member.display_name}")


class Report(ui.Modal, title="What is wrong with it?"):
    """A form with one line."""

    reason: ui.TextInput[Any] = ui.TextInput(label="Reason")

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(f"reported: {self.reason.value}", ephemeral=True)


@app_commands.context_menu(name="Report message")
async def report(interaction: Interaction, message: discord.Message) -> None:
    await interaction.response.send_modal(Report())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    run(
        PreviewOptions(
            make_bot=Clockwork,
            words=WORDS,
            port=given.port,
            seconds=given.seconds,
            folder=given.folder,
            name="Clockwork",
            avatar=picture(),
        )
    )


if __name__ == "__main__":
    main()
