"""Verdicts and first lines in words, the same for Discord and the command line. Only bold is marked, by `**`."""

from collections.abc import Callable, Sequence

from bot.core.definitions.verdicts import Outcome, Published, Verdict
from bot.i18n import Words
from bot.services.answers import ModelAnswer


def headline_text(answer: ModelAnswer, text: Words, escape: Callable[[str], str] = str) -> str:
    """The answer in a sentence or two; `escape` makes names from the catalogue safe for where they go."""
    line = answer.headline
    licence = answer.profile.licences.get(line.licence) if line.licence else None
    sentences = [text(line.lead, licence=escape(licence.short) if licence else "")]
    if line.rest:
        sentences.append(text(line.rest))
    return text.sentences(sentences)


def verdict_word(verdict: Verdict, text: Words) -> str:
    """A verdict alone, without what it rests on."""
    name = verdict.definition
    if verdict.outcome is Outcome.DEPENDS:
        hinges = [text(f"component.{component}") for component in verdict.hangs_on]
        return text(f"verdict.{name}.depends", **{**verdict.values, **_numbers(verdict)}, on=text.listing(hinges))
    return text(f"verdict.{name}.{verdict.label}", **{**_numbers(verdict), **verdict.values})


def verdict_text(verdict: Verdict, answer: ModelAnswer, text: Words) -> str:
    """A verdict in a few words, with what is missing, not settled, or met where that is short."""
    name = verdict.definition
    said = verdict_word(verdict, text)
    if name == "osaid" and verdict.missing:
        return text("verdict.with_missing", said=said, missing=requirements(verdict, verdict.missing, text))
    if name == "osaid" and verdict.outcome is Outcome.CANNOT_TELL:
        return text("verdict.with_unknown", said=said, unknown=requirements(verdict, verdict.unknown, text))
    if name == "everyday" and verdict.met:
        key = "verdict.with_met" if verdict.outcome in (Outcome.MET, Outcome.PARTLY) else "verdict.with_certain"
        return text(key, said=said, met=requirements(verdict, verdict.met, text))
    if name == "osai" and answer.index_rank:
        rank, total = answer.index_rank
        return text("verdict.osai.ranked", said=said, rank=rank, total=total)
    return said


def _numbers(verdict: Verdict) -> dict[str, str]:
    digits = 2 if verdict.definition == "osai" else 0
    ends = (("low", verdict.low), ("high", verdict.high), ("score", verdict.score))
    return {end: f"{value:.{digits}f}" for end, value in ends if value is not None}


def requirements(verdict: Verdict, names: Sequence[str], text: Words) -> str:
    """Requirements of a definition, named and joined."""
    # The framework's requirements are components; the other definitions have names of their own.
    prefix = "component" if verdict.definition == "mof" else f"requirement.{verdict.definition}"
    return text.listing([text(f"{prefix}.{name}") for name in names])


def published_text(published: Published, text: Words) -> str:
    """What an index or OSI itself published, named."""
    said = text(f"published.{published.code}", **dict(published.values))
    return said if published.verified else text("published.withdrawn", said=said)
