"""Each member's own Discord language, which simcord lacks: in what the bot is told and in what the page shows."""

from collections.abc import Mapping
from typing import Any, cast

import simcord

from bot.preview import internals


def speak(env: simcord.Env, locales: Mapping[int, str]) -> None:
    """From now on, tell the bot each member's language (user id to Discord's code) and the server's.

    Also says who installed the app, which simcord leaves empty: the server, or in a direct message the user.
    """

    def told(event: str, payload: Mapping[str, Any]) -> None:
        if event != "INTERACTION_CREATE" or not isinstance(payload, dict):
            return
        guild_id = payload.get("guild_id")
        user = payload["member"]["user"] if guild_id is not None else payload["user"]
        payload["locale"] = locales.get(int(user["id"]), "en-US")
        if guild_id is not None:
            payload["guild_locale"] = env.backend.get_guild(int(guild_id)).preferred_locale
            payload["authorizing_integration_owners"] = {"0": str(guild_id)}
        else:
            payload["authorizing_integration_owners"] = {"1": str(user["id"])}

    # Before the feed that simcord adds when it attaches a bot: the bot must be told the changed payload.
    env.backend.subscribers.insert(0, told)


def localise(page: internals.Tab, env: simcord.Env, locales: Mapping[int, str]) -> None:
    """Show a tab's dates and commands in its member's language, as that member's Discord does."""
    locale = locales.get(page.viewer.id, "en-US")
    page.snapshot["profile"]["locale"] = locale
    roots = {str(command["id"]): command for scope in env.backend.commands.values() for command in scope.values()}
    for entry in page.command_catalog.get("entries", []):
        root = roots.get(str(entry["commandId"]))
        if root is None:
            continue
        node: dict[str, Any] = root
        shown = [_word(node, "name", locale)]
        for name in entry["path"][1:]:
            node = next(child for child in _children(node) if child["name"] == name)
            shown.append(_word(node, "name", locale))
        entry["invocation"] = " ".join(shown)
        entry["description"] = _word(node, "description", locale)
        for option, wire in zip(_children(node), entry["options"], strict=False):
            wire["description"] = _word(option, "description", locale)
            for choice, shown_choice in zip(option.get("choices") or [], wire["choices"], strict=False):
                shown_choice["name"] = _word(choice, "name", locale)


def menu_named(env: simcord.Env, name: str, *, user_id: int, channel_id: int) -> dict[str, Any] | None:
    """The message or user context menu of that name, in any language, that the member may use here."""
    wanted = name.casefold()
    for kind in (3, 2):
        for command in env.backend.visible_commands(user_id=user_id, channel_id=channel_id, type=kind):
            names = [str(command["name"]), *_translations(command, "name").values()]
            if wanted in (known.casefold() for known in names):
                return command
    return None


def _children(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], node.get("options") or [])


def _word(node: Mapping[str, Any], key: str, locale: str) -> str:
    return _translations(node, key).get(locale) or str(node.get(key, ""))


def _translations(node: Mapping[str, Any], key: str) -> dict[str, str]:
    return cast(dict[str, str], node.get(f"{key}_localizations") or {})
