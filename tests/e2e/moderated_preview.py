"""The preview with moderation in it, and with Lin, whose Discord is Chinese, among the moderators."""

from typing import Any

import bot.app
from bot.__main__ import main
from bot.preview import world

_join = world._join
_moderators: list[Any] = []


def _with_roles(env: Any, guild: Any, username: str, shown: str, colour: str, locale: str, *roles: Any) -> Any:
    _moderators.extend(roles)
    given = roles or (_moderators if username == "lin" else ())
    return _join(env, guild, username, shown, colour, locale, *given)


if __name__ == "__main__":
    bot.app.FEATURES = tuple(dict.fromkeys((*bot.app.FEATURES, "cogs.moderation.cog")))
    world._join = _with_roles
    main()
