"""A comparison in words and as a picture. Chooses words and order; decides nothing."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

import discord

from bot.core.catalogue.components import Component, Group
from bot.core.catalogue.documents import Allowance
from bot.core.comparing import USES, Holding, Order, Terms, alone
from bot.i18n import Words
from bot.services.answers import ModelAnswer
from bot.services.comparing import LED_BY, Comparison
from bot.services.wording import requirements, verdict_word
from cogs.models.picture import TILES, mark_of, status_word
from cogs.models.render import MARKS, SHOWN
from cogs.shared.pictures import Cell, Column, ComparisonPicture, draw_comparison, drawn
from cogs.shared.signs import Signs
from cogs.shared.text import plain, shortened
from cogs.shared.theme import accent as accent_of_step

PICTURE = "ajar-comparison.png"
_ROWS: tuple[tuple[Component, ...], ...] = tuple(
    tuple(component for component in (*components, *extra) if component is not Component.EVALUATION_DATA)
    for components, extra in zip(
        (TILES[group] for group in Group), ((), (), (Component.ARCHITECTURE,), ()), strict=True
    )
)
"""The card's components by groups; the architecture, which most definitions ask for, for evaluation data."""
_LINE = 420
_ABOVE = 1000
_MORE = 120
ROOM = 3950
"""Characters for all text of a comparison: a message holds 4,000."""


async def draw(comparison: Comparison, text: Words) -> discord.File:
    """The picture as an attachment, with what it shows in words."""
    picture = await drawn(draw_comparison, picture_of(comparison, text))
    return discord.File(BytesIO(picture), PICTURE, description=alt(comparison, text))


def picture_of(comparison: Comparison, text: Words) -> ComparisonPicture:
    """The picture in one language. Components of which no source says anything for any of them are left out."""
    groups = tuple(
        tuple(
            (
                _capital(text(f"component.{component}")),
                tuple(
                    Cell(mark_of(part), status_word(part, text))
                    for part in (answer.profile.part(component) for answer in comparison.versions)
                ),
            )
            for component in components
            if any(answer.profile.part(component).voices for answer in comparison.versions)
        )
        for components in _ROWS
    )
    columns = tuple(
        Column(answer.model.name, step_of(answer), text(f"gradient.{answer.verdicts['gradient'].label}"))
        for answer in comparison.versions
    )
    return ComparisonPicture(columns, tuple(group for group in groups if group), text.language)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def step_of(answer: ModelAnswer) -> int:
    """The step on the gradient, 0 where it cannot be told."""
    return int(answer.verdicts["gradient"].values.get("step", 0))


def accent(comparison: Comparison) -> int:
    """The colour of the edge: that of the furthest step among them."""
    return accent_of_step(max(map(step_of, comparison.versions)))


def alt(comparison: Comparison, text: Words) -> str:
    """The picture in words, for those who do not see it."""
    picture = picture_of(comparison, text)
    told = [f"{column.name}: {column.step_label}" for column in picture.columns]
    told += [f"{label}: {', '.join(cell.word for cell in cells)}" for group in picture.groups for label, cells in group]
    return shortened("; ".join(told), 1000)


def blocks(comparison: Comparison, text: Words, signs: Signs, room: int = ROOM) -> tuple[str, str]:
    """What stands above the picture, and what stands below it, together at most `room` characters.

    Where there is more to say, whole lines are left out, of differences in parts the least weighty first, and counted.
    """
    above = shortened(f"## {title(comparison)}\n{lead_text(comparison, text)}", _ABOVE)
    verdicts = list(verdict_lines(comparison, text, signs))
    parts = list(part_lines(comparison, text))
    licences = list(licence_lines(comparison, text))
    left = room - len(above) - _MORE
    kept: set[str] = set()
    for line in (*verdicts, *licences, *parts):
        if len(line) + 1 <= left:
            kept.add(line)
            left -= len(line) + 1
    lines = [line for line in (*verdicts, *parts, *licences) if line in kept]
    missing = len(verdicts) + len(parts) + len(licences) - len(lines)
    if missing:
        lines.append(f"-# {text.many('compare.more', missing)}")
    return above, "\n".join(lines)


def title(comparison: Comparison) -> str:
    """The versions' names."""
    return " · ".join(map(_name, comparison.versions))


def _names(comparison: Comparison, places: Iterable[int], text: Words) -> str:
    return _joined([_name(comparison.versions[place]) for place in places], text)


def _name(answer: ModelAnswer) -> str:
    return plain(answer.model.name, 45)


def _joined(items: Sequence[str], text: Words) -> str:
    """Names or numbers in a row. They are no words of the language, so Chinese sets nothing but a mark between them."""
    *before, last = items
    return text("compare.names.last", names=text("compare.names.comma").join(before), last=last) if before else last


def lead_text(comparison: Comparison, text: Words) -> str:
    """The answer in a few sentences: who stands further open, what they alone have, and what is not settled."""
    lead = comparison.lead
    everybody = range(len(comparison.versions))
    steps = [step_of(answer) for answer in comparison.versions]
    others = [place for place in everybody if place not in lead.leaders]
    leaders = _names(comparison, lead.leaders, text)
    number = "one" if len(lead.leaders) == 1 else "several"
    top = steps[lead.leaders[0]]
    verdict = comparison.versions[lead.leaders[0]].verdicts[LED_BY]
    said: list[str] = []
    match lead.order:
        case Order.FURTHER:
            below = dict.fromkeys(steps[place] for place in others)
            against = _joined([str(step) if step else "?" for step in below], text)
            said.append(
                text(
                    f"compare.further.{number}",
                    leaders=leaders,
                    others=_names(comparison, others, text),
                    step=top,
                    against=against,
                )
            )
            only = [
                text("compare.any_use") if thing == "any_use" else text(f"component.{thing}")
                for thing in alone(lead, comparison.contrasts)
            ]
            if only:
                said.append(text(f"compare.alone.{number}", leaders=leaders, things=text.listing(only)))
        case Order.ALIKE:
            label = text(f"gradient.{verdict.label}")
            names = _names(comparison, everybody, text)
            said.append(text("compare.alike", names=names, label=label, step=top, steps=verdict.values["steps"]))
        case Order.SO_FAR_ALIKE | Order.UNSETTLED:
            said.append(text("compare.unsettled", names=_names(comparison, everybody, text)))
            if top and lead.order is Order.SO_FAR_ALIKE:
                said.append(text("compare.so_far_alike", step=top))
            elif top:
                said.append(text(f"compare.so_far.{number}", leaders=leaders, step=top))
    for place, doubts in lead.doubts:
        things = requirements(comparison.versions[place].verdicts[LED_BY], doubts, text)
        if things:
            said.append(text("compare.doubt", name=_names(comparison, [place], text), things=things))
    said += [
        text(
            "compare.otherwise",
            definition=text(f"definition.{name}.short"),
            name=_names(comparison, [place], text),
            leaders=leaders,
        )
        for name, place in lead.otherwise
    ]
    return text.sentences(said)


def verdict_lines(comparison: Comparison, text: Words, signs: Signs) -> Iterator[str]:
    """One line a definition: each answer, and the versions that have it."""
    for name in SHOWN:
        groups: dict[tuple[str, str], list[int]] = {}
        for place, answer in enumerate(comparison.versions):
            verdict = answer.verdicts[name]
            sign = signs.sign(MARKS[verdict.outcome])
            if name == "gradient":
                sign = signs.door(int(verdict.values.get("step", 0)))
            groups.setdefault((sign, verdict_word(verdict, text)), []).append(place)
        told = [
            text("compare.verdict", sign=sign, names=_names(comparison, places, text), said=said)
            for (sign, said), places in groups.items()
        ]
        yield shortened(f"**{text(f'definition.{name}.short')}** {' · '.join(told)}", _LINE)


def part_lines(comparison: Comparison, text: Words) -> Iterator[str]:
    """What one has that another lacks, a line for components that stand alike; then what is the same, or not known."""
    for contrast in comparison.contrasts:
        if contrast.differs:
            clauses = [
                text(f"compare.held.{held}", names=_names(comparison, places, text))
                for held in Holding
                if (places := contrast.those(held))
            ]
            yield shortened(
                text(
                    "compare.parts",
                    parts=_capital(_parts(contrast.components, text)),
                    held=text("compare.comma").join(clauses),
                ),
                _LINE,
            )
    same = [
        text(f"compare.same.{contrast.holdings[0]}", parts=_parts(contrast.components, text))
        for contrast in comparison.contrasts
        if contrast.settled and not contrast.differs
    ]
    if same:
        yield shortened(f"-# {text('compare.same', same=text('compare.comma').join(same))}", _LINE)
    open_ones = [
        component
        for contrast in comparison.contrasts
        if not contrast.settled and not contrast.differs
        for component in contrast.components
    ]
    if open_ones:
        yield shortened(f"-# {text('compare.open', parts=_parts(open_ones, text))}", _LINE)


def _parts(components: Sequence[Component], text: Words) -> str:
    return text.listing([text(f"component.{component}") for component in components])


def licence_lines(comparison: Comparison, text: Words) -> Iterator[str]:
    """The licences of the weights, then every use with who allows it; uses that are allowed alike share a line."""
    yield shortened(text("compare.licences", licences=" · ".join(_licences(comparison, text))), 900)
    places = [place for place, terms in enumerate(comparison.terms) if terms.terms is not Terms.NO_WEIGHTS]
    if not any(
        allowed is not Allowance.UNKNOWN for place in places for allowed in comparison.terms[place].uses.values()
    ):
        return
    groups: dict[tuple[Allowance, ...], list[str]] = {}
    for use in USES:
        groups.setdefault(tuple(comparison.terms[place].uses[use] for place in places), []).append(use)
    for answers, uses in groups.items():
        named = _capital(text.listing([text(f"compare.use.{use}") for use in uses]))
        clauses = [
            text(
                f"compare.allowed.{allowed}",
                names=_names(comparison, [p for p, its in zip(places, answers, strict=True) if its is allowed], text),
            )
            for allowed in Allowance
            if allowed in answers
        ]
        yield shortened(text("compare.parts", parts=named, held=text("compare.comma").join(clauses)), _LINE)


def _licences(comparison: Comparison, text: Words) -> Iterator[str]:
    groups: dict[str, list[int]] = {}
    names = {answer.model.name for answer in comparison.versions}
    for place, terms in enumerate(comparison.terms):
        licence = terms.licence
        if terms.terms is not Terms.NAMED or licence is None:
            said = text(f"compare.licence.{terms.terms}")
        elif licence.category == "unnamed":
            said = text(f"compare.licence.{licence.slug}")
        else:
            # “Llama 3.1: Llama 3.1” would say nothing.
            said = plain(licence.name if licence.short in names else licence.short)
        groups.setdefault(said, []).append(place)
    for said, places in groups.items():
        yield text("compare.licence", names=_names(comparison, places, text), licence=said)
