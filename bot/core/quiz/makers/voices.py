"""What makers know of quotes: which may be asked about, who is called what, which words give their speaker away."""

import re

from bot.core.debate.documents import PersonDocument, QuoteDocument
from bot.core.debate.record import takes_part
from bot.core.quiz.makers.drawing import identifier
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Cited, Date, InBoth, Level, Name, Quoted, Said

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OFTEN = 4
"""Somebody quoted so often, or more, is known to those who follow the debate."""


def certain_quotes(material: Material) -> tuple[QuoteDocument, ...]:
    """Opinions whose words were checked, in a fixed order."""
    return tuple(quote for _, quote in sorted(material.record.quotes.items()) if takes_part(quote))


def speaker_said(material: Material, slug: str) -> Said:
    """A speaker's name; for Chinese readers the Chinese one, where the entry has it."""
    person = material.record.people.get(slug)
    name = material.record.speaker_name(slug)
    chinese = next((alias for alias in person.aliases if _CHINESE.search(alias)), None) if person else None
    return InBoth(en=name, zh=chinese) if chinese else Name(text=name)


def said_on(quote: QuoteDocument) -> Date:
    """When it was said; the year alone where no page states the date."""
    return Date(moment=quote.date[:4] if quote.date_inferred else quote.date)


def words_of(quote: QuoteDocument) -> Quoted:
    """The words themselves."""
    return Quoted(words=quote.words, language=quote.language, translations=dict(quote.translations))


def pages_of(quote: QuoteDocument) -> tuple[Cited, ...]:
    """Where the words stand: the quote's own link first, then other pages that were read."""
    found = {quote.link: quote.venue}
    for page in quote.check.pages:
        found.setdefault(page.link, page.outlet)
    return tuple(Cited(title=Name(text=title), link=link) for link, title in found.items())[:3]


def level_of_speaker(material: Material, slug: str) -> Level:
    """By how often somebody is quoted, a changed mind or several offices counting too."""
    count = len(material.record.by_speaker(slug))
    return 1 if count >= _OFTEN else 2 if count >= _OFTEN // 2 else 3


def homes(material: Material, slug: str) -> frozenset[str]:
    """The bodies that somebody has stood for; a body stands for itself."""
    person = material.record.people.get(slug)
    if person is None:
        return frozenset({slug})
    return frozenset(role.organisation for role in person.roles if role.organisation)


def gives_away(material: Material, quote: QuoteDocument) -> bool:
    """Whether the words name the speaker, a body that the speaker stood for, or one of its models."""
    texts = "\n".join((quote.words, *quote.translations.values())).casefold()
    return any(_stands_in(name.casefold(), texts) for name in _names(material, quote))


def _names(material: Material, quote: QuoteDocument) -> set[str]:
    names: set[str] = set()
    catalogue = material.catalogue
    person: PersonDocument | None = material.record.people.get(quote.speaker)
    if person is not None:
        names |= {person.name, *person.aliases, *(word for word in person.name.split() if len(word) > 2)}
        names |= {role.at for role in person.roles if role.at}
    for slug in (*homes(material, quote.speaker), quote.speaker):
        body = catalogue.organisations.get(slug)
        if body is not None:
            names |= {body.name, *body.aliases}
            names |= {family.name for family in catalogue.families.values() if family.organisation == slug}
    names |= {word for word in re.findall(r"\b[A-Z][\w.-]{2,}", quote.role) if word not in _TITLES}
    return {name for name in names if len(name) > 1}


# fmt: off
_TITLES = frozenset(
    (
        "Chief", "Executive", "Officer", "President", "Professor", "Minister", "Secretary", "Director",
        "Senator", "Chair", "Scientist", "Founder", "Head", "Open", "Source", "Science", "Research",
        "Artificial", "Intelligence", "Machine", "Learning", "Computer", "University", "Vice", "Policy",
        "Former", "Then", "Co-founder", "American", "National", "Technology", "State", "States", "United",
        "Company",
    )
)
# fmt: on


def _stands_in(name: str, text: str) -> bool:
    if _CHINESE.search(name):
        return name in text
    return re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", text) is not None


def quote_id(maker: str, quote: QuoteDocument) -> str | None:
    """The id of a question on a quote."""
    return identifier(maker, quote.slug)
