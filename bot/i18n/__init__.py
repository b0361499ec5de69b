"""Everything people read, by language: gettext catalogues with symbolic keys, and nothing that decides.

A language is a folder of `.po` files under `messages/`; a new one takes a new folder and one line in
`LANGUAGES`. Keys name the place (`card.button.why`); both languages hold every key, which the checks hold.
"""

from bot.i18n.words import DEFAULT_LANGUAGE, LANGUAGES, Words, language_for, words

__all__ = ["DEFAULT_LANGUAGE", "LANGUAGES", "Words", "language_for", "words"]
