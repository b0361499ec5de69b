"""The messages of checked claims and what can be pressed under them; all of it works after a restart.

A button's identifier carries kinds of claims and slugs, and nothing of the message that was checked.
"""

import asyncio
import re
from collections.abc import Iterable
from typing import Any, Protocol, Self, cast

import discord
from discord.ext import commands

from bot.core.claims.testing import Checked
from bot.services.claims import ClaimCheck, ClaimChecks, key_of
from cogs.claims import render
from cogs.shared.client import client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress
from cogs.shared.pressing import ButtonPress
from cogs.shared.text import shortened

COG = "ClaimsCog"
"""The name under which the bot finds the cog."""
_SHARE = "ajar:claims:"
_LONGEST_IDENTIFIER = 100
_CARDS = 4


class _Checking(Protocol):
    checks: ClaimChecks


async def check_of(interaction: Pressed) -> ClaimCheck:
    """The claim check for what the server sees. The cog holds it; where it must be built first, beside the loop."""
    cog = cast(commands.Bot, interaction.client).get_cog(COG)
    if cog is None:
        raise Mistake("error.gone")
    check = cast(_Checking, cog).checks.of(client_of(interaction).answers)
    if not check.is_ready:
        await asyncio.to_thread(check.prepare)
    return check


async def send_check(interaction: Pressed, message: str) -> None:
    """Answer, privately, with what a message claims and whether it holds."""
    client, text = client_of(interaction), words_for(interaction, private=True)
    checked = (await check_of(interaction)).check(message)
    blocks = render.private_blocks(checked, message, client.answers, text, client.signs)
    key = key_of(checked.claims[: render.SHOWN], _LONGEST_IDENTIFIER - len(_SHARE))
    share = [SharePress(key, text("claim.button.share"))] if key else []
    slugs = [part.slug for one in checked.claims for part in one.parts]
    slugs += [slug for named in checked.named for slug in (named.slug or "", *named.versions[:1])]
    view = CardView([discord.ui.TextDisplay(block) for block in blocks], [[*share, *_cards(interaction, slugs)]])
    await interaction.response.send_message(view=view, ephemeral=True)


def _cards(interaction: Pressed, slugs: Iterable[str]) -> list[discord.ui.Item[Any]]:
    """Buttons that open the cards of the versions an answer is about."""
    models = client_of(interaction).answers.catalogue.models
    known = [models[slug] for slug in dict.fromkeys(slugs) if slug in models]
    return [OpenPress("model", m.slug, shortened(m.name, 80), private=True) for m in known[:_CARDS]]


class SharePress(ButtonPress, template=r"ajar:claims:(?P<key>[a-z0-9.,+!_*~/-]{3,88})"):
    """Posts the checked claims for everyone, without the message that they were found in."""

    def __init__(self, key: str, label: str) -> None:
        self.key = key
        super().__init__(f"{_SHARE}{key}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], label)

    async def press(self, interaction: Pressed) -> None:
        """Test the claims anew and post them, saying who shared them and nothing of who made them."""
        client, text = client_of(interaction), words_for(interaction, private=False)
        claims: tuple[Checked, ...] = (await check_of(interaction)).again(self.key)
        if not claims:
            raise Mistake("claim.unshareable")
        who = interaction.user.display_name
        blocks = render.shared_blocks(claims, who, client.answers, text, client.signs)
        cards = _cards(interaction, (part.slug for one in claims for part in one.parts))
        await interaction.response.send_message(
            view=CardView([discord.ui.TextDisplay(block) for block in blocks], [cards])
        )


PRESSES = (SharePress,)
"""Everything that a press can be taken up by after a restart; the cog registers them."""
