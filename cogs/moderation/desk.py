"""What moderation asks of the bot that runs it, and who may ask. Views and words are elsewhere."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol, cast

import discord

from bot.core.editing.policy import Actor, may_moderate
from bot.i18n import Words
from bot.services.audit import Audit
from bot.services.editing import Editing, Faulty
from bot.services.preferences import NotAllowed
from bot.services.served import Served, ServedView
from bot.services.suggestions import Gone, Suggestions
from cogs.moderation.faults import fault_lines
from cogs.shared.actor import actor_of
from cogs.shared.client import AjarClient, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView


class Desk(AjarClient, Protocol):
    """The services that moderation uses."""

    editing: Editing
    served: Served
    audit: Audit
    suggestions: Suggestions


def desk_of(interaction: discord.Interaction) -> Desk:
    """The bot behind an interaction, for all servers."""
    return cast(Desk, interaction.client)


def view_of(interaction: discord.Interaction) -> ServedView:
    """What the server of an interaction sees; the base outside of servers."""
    return desk_of(interaction).served.of(actor_of(interaction).guild_id if actor_of(interaction).in_server else None)


def is_moderator(interaction: discord.Interaction) -> bool:
    """Whether whoever pressed may moderate where they pressed. The services ask again."""
    actor, guild_id = actor_of(interaction), interaction.guild_id
    return guild_id is not None and may_moderate(actor, guild_id, desk_of(interaction).preferences.of(guild_id))


def moderator(interaction: discord.Interaction) -> tuple[Actor, int]:
    """Who moderates, and where. Mistake for everybody else: nothing of a server's is shown to them either."""
    actor = actor_of(interaction)
    if actor.guild_id is None or not actor.in_server:
        raise Mistake("moderation.server_only")
    if not is_moderator(interaction):
        raise Mistake("moderation.not_allowed")
    return actor, actor.guild_id


@contextmanager
def told_plainly(text: Words) -> Generator[None]:
    """Turn what a service refuses into sentences for the member."""
    try:
        yield
    except NotAllowed:
        raise Mistake("moderation.not_allowed") from None
    except Gone:
        raise Mistake("moderation.suggestion.gone") from None
    except Faulty as problem:
        raise Mistake("moderation.faulty", faults="\n".join(fault_lines(problem.faults, text))) from None


def is_private(interaction: Pressed) -> bool:
    """Whether the message that was pressed is one that its reader alone sees, so that it can turn in its place."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def hold(interaction: Pressed) -> None:
    """Take more than a moment: Discord waits for `show` then."""
    if is_private(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def show(interaction: Pressed, view: CardView, files: list[discord.File] | None = None) -> None:
    """Show the presser alone: in place of a private message that was pressed, else in a new one."""
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view, attachments=files or [])
    elif is_private(interaction):
        await interaction.response.edit_message(view=view, attachments=files or [])
    else:
        await interaction.response.send_message(view=view, files=files or [], ephemeral=True)


def private_words(interaction: discord.Interaction) -> Words:
    """The words of whoever pressed."""
    return words_for(interaction, private=True)


def paragraph(lines: list[str] | str) -> discord.ui.TextDisplay[Any]:
    """Lines as one block of a message."""
    return discord.ui.TextDisplay(lines if isinstance(lines, str) else "\n".join(lines))
