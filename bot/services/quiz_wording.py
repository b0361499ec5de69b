"""A question's parts in words of a language, the same wherever they are shown. What they say is the core's part."""

from collections.abc import Callable

from bot.core.catalogue.documents import InBoth
from bot.core.quiz.questions import Date, Listing, Message, Name, Quoted, Said
from bot.i18n import Words


def say(said: Said, text: Words, escape: Callable[[str], str] = str) -> str:
    """Something to be said, in the language of `text`; `escape` makes what is shown as it is safe for where it goes.

    Exact words stand in quotation marks; where they are in another language than the reader's, our translation
    follows on a line of its own. KeyError where a message is missing.
    """
    match said:
        case Name():
            return escape(said.text)
        case InBoth():
            return escape(said.in_language(text.language))
        case Date():
            return text.moment(said.moment)
        case Listing():
            return text.listing([say(item, text, escape) for item in said.items])
        case Quoted():
            return _quoted(said, text, escape)
        case Message():
            return text(said.key, **{name: say(value, text, escape) for name, value in said.values.items()})


def _quoted(said: Quoted, text: Words, escape: Callable[[str], str]) -> str:
    words = text("quote.marks", words=escape(said.words))
    translation = said.translations.get(text.language)
    if translation is None or said.language.split("-")[0] == text.language.split("-")[0]:
        return words
    return f"{words}\n{text('quote.translated', words=escape(translation))}"
