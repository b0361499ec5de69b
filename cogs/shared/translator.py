"""Names and descriptions of commands in the languages of the message catalogues, for discord.py's tree."""

import discord
from discord import app_commands

from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES, language_for, words


def localised(key: str) -> app_commands.locale_str:
    """A command name or description by its key: English by default, the rest through the translator."""
    return app_commands.locale_str(words(DEFAULT_LANGUAGE)(key), key=key)


class CatalogueTranslator(app_commands.Translator):
    """Looks the keys of `localised` up; leaves every other string alone."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the signature is discord.py's
    ) -> str | None:
        """The string in a locale, or None where Discord should fall back on English."""
        key = string.extras.get("key")
        language = language_for(locale.value)
        if key is None or language == DEFAULT_LANGUAGE or language not in LANGUAGES:
            return None
        return words(language)(key)
