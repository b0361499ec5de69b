"""Looking a message up and filling it in."""

from datetime import date
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO

from babel.core import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.resources import messages_folder

LANGUAGES = {"en": "en_GB", "zh-CN": "zh_Hans_CN"}
"""Folder name (Discord's own language code where there is one) to Babel's locale."""
DEFAULT_LANGUAGE = "en"


class Words:
    """The messages of one language. A missing key raises KeyError: the checks find it before a member does."""

    def __init__(self, language: str, translations: GNUTranslations, locale: Locale) -> None:
        self.language = language
        self._translations = translations
        self._locale = locale

    def __call__(self, key: str, /, **values: object) -> str:
        """The message for a key, with `{name}` places filled from `values`."""
        text = self._translations.gettext(key)
        if text == key:
            raise KeyError(f"no message {key!r} in {self.language}")
        return text.format(**values) if values else text.format()

    def many(self, key: str, count: int, /, **values: object) -> str:
        """The message for a key in the form that fits the count; `{count}` is filled too."""
        text = self._translations.ngettext(key, f"{key}#", count)
        if text.rstrip("#") == key:
            raise KeyError(f"no message {key!r} in {self.language}")
        return text.format(count=count, **values)

    def listing(self, items: list[str]) -> str:
        """Join names as the language does: `a, b and c`."""
        return format_list(items, locale=self._locale) if items else ""

    def language_name(self, code: str) -> str:
        """What a language (`de`, `zh-CN`) is called in this one."""
        return Locale.parse(code.split("-")[0]).get_display_name(self._locale) or code

    def sentences(self, items: list[str]) -> str:
        """Set sentences one after another; Chinese puts no blank between them."""
        return ("" if self._locale.language == "zh" else " ").join(items)

    def moment(self, value: str) -> str:
        """Write a date that may be a year, a month or a day (`2024`, `2024-07`, `2024-07-23`)."""
        parts = [int(part) for part in value.split("-")]
        if len(parts) == 1:
            return self("date.year", year=parts[0])
        if len(parts) == 2:
            return format_date(date(parts[0], parts[1], 1), self._month_pattern(), locale=self._locale)
        return self.day(date(*parts))

    def day(self, value: date) -> str:
        """Write a day."""
        return format_date(value, "long", locale=self._locale)

    def _month_pattern(self) -> str:
        return "y年M月" if self._locale.language == "zh" else "MMMM y"


@lru_cache(maxsize=len(LANGUAGES) + 1)
def words(language: str) -> Words:
    """The messages of a language of `LANGUAGES`; KeyError for another."""
    locale = Locale.parse(LANGUAGES[language])
    merged = Catalog(locale=str(locale))
    for path in sorted((messages_folder() / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=str(locale), abort_invalid=True):
                if message.id:
                    merged[_identifier(message.id)] = message
    binary = BytesIO()
    write_mo(binary, merged)
    binary.seek(0)
    return Words(language, GNUTranslations(binary), locale)


def _identifier(identifier: str | list[str] | tuple[str, ...]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def language_for(code: str | None) -> str:
    """The language that suits a Discord or browser language code (`en-US`, `zh-TW`); English otherwise."""
    if code is None:
        return DEFAULT_LANGUAGE
    if code in LANGUAGES:
        return code
    start = code.split("-")[0].split("_")[0]
    return next((language for language in LANGUAGES if language.split("-")[0] == start), DEFAULT_LANGUAGE)
