"""What makers know of terms: which may stand beside each other as options."""

from bot.core.learn.documents import TermDocument
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Cited, Message, Name

_LONGEST = 600
"""Characters of an explanation."""


def others_beside(material: Material, term: TermDocument) -> list[TermDocument]:
    """Terms that are not named as close to it, from either side, nor share a word of a name or a meaning with it."""
    names = _names(term)
    return [
        other
        for other in material.terms.values()
        if other.slug != term.slug
        and other.slug not in term.see_also
        and term.slug not in other.see_also
        and not names & _names(other)
        and other.short.en != term.short.en
        and other.short.zh != term.short.zh
    ]


def distance(term: TermDocument, other: TermDocument) -> float:
    """How far a term is from another as an option: its group first, then its level."""
    return (0 if other.group is term.group else 3) + abs(other.level - term.level)


def explained(term: TermDocument) -> Message:
    """The term with its meaning; with the short one where the whole would be too long."""
    longest = max(len(term.meaning.en) + len(term.name.en), len(term.meaning.zh) + len(term.name.zh))
    meaning = term.meaning if longest <= _LONGEST - len("“”: ") else term.short
    return Message(key="question.term.why", values={"term": term.name, "meaning": meaning})


def pages_of_term(term: TermDocument) -> tuple[Cited, ...]:
    """Where its meaning was read, at most three pages."""
    return tuple(Cited(title=Name(text=read.title), link=read.link) for read in term.sources[:3])


def _names(term: TermDocument) -> frozenset[str]:
    return frozenset(name.casefold() for name in (term.name.en, term.name.zh, *term.aliases))
