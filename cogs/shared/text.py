"""Making text safe and short enough for Discord: what came from outside is escaped, what is long is cut."""

from datetime import date

import discord

from bot.core.catalogue.freshness import DAYS_A_MONTH
from bot.i18n import Words

_DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


def plain(value: str, limit: int = 200) -> str:
    """Show outside text as it is: no markup, no mention, no control or direction marks, at most `limit` long."""
    visible = "".join(c for c in value.translate(_DIRECTION_MARKS) if c.isprintable())
    escaped = discord.utils.escape_markdown(shortened(visible, limit))
    # Mentions, channels, commands, emojis and times all begin with this sign.
    return discord.utils.escape_mentions(escaped.replace("<", "\\<"))


def shortened(value: str, limit: int) -> str:
    """Cut to a length, with a sign that something is missing."""
    return value if len(value) <= limit else value[: limit - 1].rstrip(" .,;:。，；") + "…"


def link(label: str, address: str) -> str:
    """A masked link; an address that would break out of the brackets is encoded."""
    safe = address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"[{label}](<{safe}>)"


def age_text(read: date, today: date, text: Words, room: str = "card.age") -> str:
    """How long ago something was read, in months; `room` has the messages `.months` and `.now`."""
    months = max(0, (today - read).days // DAYS_A_MONTH)
    return text.many(f"{room}.months", months) if months else text(f"{room}.now")
