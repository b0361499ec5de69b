"""Telling members what became of their suggestions, by direct message where they allow it."""

from typing import Protocol

import discord
import structlog

from bot.core.preferences import Preferences
from bot.i18n import DEFAULT_LANGUAGE, Words, language_for, words
from bot.services.suggestions import Decision, Suggestion, Suggestions
from bot.storage.suggestions import Status
from cogs.shared.changes import outside

_log = structlog.stdlib.get_logger(__name__)


class _Preferences(Protocol):
    def of(self, guild_id: int) -> Preferences: ...


class Teller(Protocol):
    """What telling asks of the bot."""

    suggestions: Suggestions

    @property
    def preferences(self) -> _Preferences: ...

    def get_guild(self, id: int, /) -> discord.Guild | None: ...

    async def fetch_user(self, user_id: int, /) -> discord.User: ...


async def tell_members(teller: object, decision: Decision) -> int:
    """Tell everybody whose suggestion was decided; how many heard. Whom it does not reach is marked as not told."""
    from typing import cast

    bot = cast(Teller, teller)
    heard = 0
    for suggestion in decision.suggestions:
        told = await _tell(bot, suggestion)
        await bot.suggestions.mark_told(suggestion.id, told=told)
        heard += told
    return heard


def server_words(preferences: _Preferences, guild: discord.Guild | None, guild_id: int) -> Words:
    """The words of a server: what its administrators set, else what Discord says of it."""
    chosen = preferences.of(guild_id).language
    if chosen is None and guild is not None:
        chosen = guild.preferred_locale.value
    return words(language_for(chosen) if chosen else DEFAULT_LANGUAGE)


async def _tell(bot: Teller, suggestion: Suggestion) -> bool:
    """Discord tells a bot nothing of a member's language outside of interactions, so the server's is spoken."""
    guild = bot.get_guild(suggestion.guild_id)
    text = server_words(bot.preferences, guild, suggestion.guild_id)
    approved = suggestion.status is Status.APPROVED
    lines = [
        text(
            "told.approved" if approved else "told.rejected",
            server=outside(guild.name if guild else "?", 60),
            entry=outside(f"{suggestion.kind}/{suggestion.slug}", 110),
        ),
        f"> {outside(suggestion.wrong, 300)}",
    ]
    if suggestion.reason:
        lines.append(text("told.reason", reason=outside(suggestion.reason, 400)))
    try:
        user = await bot.fetch_user(suggestion.member_id)
        await user.send("\n".join(lines), allowed_mentions=discord.AllowedMentions.none())
    except discord.HTTPException as problem:
        _log.info("suggester_not_told", suggestion=suggestion.id, code=problem.code)
        return False
    return True
