"""What is kept about a member, as a file for that member alone; and erasing it, once they are sure."""

import re
from io import BytesIO
from typing import Any, Protocol, Self, cast

import discord

from bot.i18n import Words
from bot.services.privacy import Dossier, Privacy, TooMuch
from bot.storage.privacy import Erasure
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress


class _PrivacyClient(AjarClient, Protocol):
    privacy: Privacy


def _privacy(interaction: discord.Interaction) -> Privacy:
    return cast(_PrivacyClient, client_of(interaction)).privacy


def _text_view(body: str) -> CardView:
    return CardView([discord.ui.TextDisplay(body)])


async def send_everything(interaction: Pressed) -> None:
    """Hand a member everything that is kept about them."""
    text = words_for(interaction, private=True)
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        dossier = await _privacy(interaction).everything(
            interaction.user.id, lambda table: text(f"privacy.table.{table}")
        )
    except TooMuch:
        raise Mistake("privacy.too_much") from None
    if not dossier.rows:
        await interaction.followup.send(view=_text_view(_told(dossier, text)), ephemeral=True)
        return
    body: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(_told(dossier, text)),
        discord.ui.File(f"attachment://{dossier.name}"),
    ]
    file = discord.File(BytesIO(dossier.content), dossier.name)
    await interaction.followup.send(view=CardView(body), file=file, ephemeral=True)


def _told(dossier: Dossier, text: Words) -> str:
    lines = [f"## {text('privacy.title')}"]
    if dossier.rows:
        lines += [
            f"- {text(f'privacy.table.{table}')}: {text.many('privacy.rows', count)}"
            for table, count in dossier.rows.items()
        ]
    else:
        lines.append(text("privacy.nothing"))
    lines.append(f"-# {text('privacy.more')}")
    return "\n".join(lines)


async def send_question(interaction: Pressed) -> None:
    """Say what erasing does, and ask."""
    text = words_for(interaction, private=True)
    presses: list[discord.ui.Item[Any]] = []
    if interaction.guild_id is not None:
        presses.append(ErasePress(False, text("privacy.button.here")))
    presses.append(ErasePress(True, text("privacy.button.everywhere")))
    body = "\n".join(
        (
            f"## {text('privacy.erase.title')}",
            f"- {text('privacy.erase.goes')}",
            f"- {text('privacy.erase.unnamed')}",
            f"- {text('privacy.erase.stays')}",
            text("privacy.erase.for_good"),
        )
    )
    view = CardView([discord.ui.TextDisplay(body)], [presses])
    await interaction.response.send_message(view=view, ephemeral=True)


class ErasePress(ButtonPress, template=r"ajar:privacy:erase:(?P<where>here|everywhere)"):
    """Erases whoever presses it, in this server or everywhere."""

    def __init__(self, everywhere: bool, label: str) -> None:
        self.everywhere = everywhere
        where = "everywhere" if everywhere else "here"
        super().__init__(f"ajar:privacy:erase:{where}", label, discord.ButtonStyle.danger)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["where"] == "everywhere", label)

    async def press(self, interaction: Pressed) -> None:
        """Do it, and say what was done."""
        guild_id = None if self.everywhere else interaction.guild_id
        if guild_id is None and not self.everywhere:
            raise Mistake("privacy.no_server")
        text = words_for(interaction, private=True)
        await interaction.response.defer()
        erasure = await _privacy(interaction).erase(interaction.user.id, guild_id)
        await interaction.edit_original_response(view=_text_view(_done(erasure, text)))


def _done(erasure: Erasure, text: Words) -> str:
    lines = [f"## {text('privacy.done.title')}"]
    if not erasure.anything:
        lines.append(text("privacy.nothing"))
    else:
        lines += [
            f"- {text(f'privacy.table.{table}')}: {text.many('privacy.rows', count)}" for table, count in _gone(erasure)
        ]
    if erasure.quiz.open_games:
        lines.append(text.many("privacy.done.open_games", erasure.quiz.open_games))
    if erasure.kept:
        lines.append(text("privacy.done.mute"))
    return "\n".join(lines)


def _gone(erasure: Erasure) -> list[tuple[str, int]]:
    quiz = erasure.quiz
    counts = {
        "quiz_results": quiz.results,
        "quiz_daily_answers": quiz.daily_answers,
        "quiz_members": quiz.memberships,
        "quiz_events": quiz.games,
        "practice_cards": quiz.cards,
        "practice_turns": quiz.turns,
        **erasure.rows,
    }
    return [(table, count) for table, count in counts.items() if count]


PRESSES = (ErasePress,)
"""Everything about privacy that can be taken up after a restart."""
