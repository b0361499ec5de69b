"""Core results on models into Discord's components. Chooses words and order; decides nothing."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO

import discord

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import ModelDocument, OrganisationDocument, in_language
from bot.core.catalogue.resolve import Part, Side, Standing, Voice
from bot.core.definitions import DEFINITIONS
from bot.core.definitions.verdicts import Outcome, Published, Verdict
from bot.i18n import Words
from bot.services.answers import Answers, ModelAnswer
from bot.services.wording import headline_text, published_text, requirements, verdict_text, verdict_word
from cogs.models.picture import mark_of, mark_of_access, status_word
from cogs.shared.licences import allowances
from cogs.shared.pictures import CardPicture, draw_card, drawn
from cogs.shared.pictures.marks import Mark
from cogs.shared.signs import Signs
from cogs.shared.text import age_text, link, plain, shortened
from cogs.shared.theme import accent as accent_of_step

PICTURE = "ajar-card.png"
PAGE_LENGTH = 3300
"""Characters of evidence on one page: a message holds 4,000, and headings and notes need theirs."""
LISTED = 12
"""Entries of a long list that are shown before "and N more"."""

MOST_ADDRESS = 300
"""A longer link would eat the page; the data file still has it."""

MARKS = {
    Outcome.MET: Mark.PUBLIC,
    Outcome.PARTLY: Mark.PARTIAL,
    Outcome.NOT_MET: Mark.CLOSED,
    Outcome.DEPENDS: Mark.DISPUTED,
    Outcome.CANNOT_TELL: Mark.UNKNOWN,
}
SHOWN = ("osaid", "mof", "osai", "everyday", "gradient")
"""The definitions in the order of a card."""


async def draw(picture: CardPicture, seen: str) -> discord.File:
    """The card's picture as an attachment; `seen` is what it shows in words, for those who do not see it."""
    return discord.File(BytesIO(await drawn(draw_card, picture)), PICTURE, description=seen)


def alt(picture: CardPicture) -> str:
    """The picture in words, for those who do not see it."""
    tiles = [f"{tile.name}: {tile.word}" for _, row in picture.rows for tile in row]
    return shortened(f"{picture.step_label}. {'; '.join(tiles)}.", 1000)


def card_body(
    answer: ModelAnswer, text: Words, signs: Signs, today: date, seen: str, order: Sequence[str] = ()
) -> list[discord.ui.Item[discord.ui.LayoutView]]:
    """What stands in the card's container, from the answer down to the sources.

    `seen` is the picture in words; `order` has the definitions that come first; the others follow.
    """
    body: list[discord.ui.Item[discord.ui.LayoutView]] = [
        discord.ui.TextDisplay(f"## {title(answer, text)}\n{headline_text(answer, text, plain)}"),
        discord.ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{PICTURE}", description=seen)),
        discord.ui.TextDisplay("\n".join(verdict_lines(answer, text, signs, list(dict.fromkeys((*order, *SHOWN)))))),
    ]
    facts = [licence_line(answer, text), *called_lines(answer, text), *dispute_lines(answer, text, signs)]
    if said := "\n".join(line for line in facts if line):
        body.append(discord.ui.TextDisplay(said))
    body.append(discord.ui.TextDisplay(f"-# {sources_line(answer, text, today)}"))
    return body


def accent(answer: ModelAnswer) -> int:
    """The colour of the card's edge, which follows the step."""
    return accent_of_step(int(answer.verdicts["gradient"].values.get("step", 0)))


def title(answer: ModelAnswer, text: Words) -> str:
    """Name, maker and date."""
    parts = [f"**{plain(answer.model.name)}**", plain(answer.organisation.name)]
    if answer.model.released:
        parts.append(text.moment(answer.model.released[:7]))
    return " · ".join(parts)


def verdict_lines(answer: ModelAnswer, text: Words, signs: Signs, order: Sequence[str]) -> Iterator[str]:
    """One line a definition: its sign, its name, its answer, and what an index itself published."""
    for name in order:
        verdict = answer.verdicts[name]
        sign = signs.sign(MARKS[verdict.outcome])
        if name == "gradient":
            sign = signs.door(int(verdict.values.get("step", 0)))
        said = verdict_text(verdict, answer, text)
        published = [published_text(item, text) for item in verdict.published if _adds(item, verdict)]
        tail = f" · {text.listing(list(dict.fromkeys(published)))}" if published else ""
        yield shortened(f"{sign} **{text(f'definition.{name}.short')}** {said}{tail}", 400)


def _adds(published: Published, verdict: Verdict) -> bool:
    """Whether what an index published tells a card's reader something that our own answer does not."""
    if not published.verified or published.source == "opening-up":
        return False
    return not (published.code == "mot.none" and verdict.outcome is Outcome.NOT_MET)


def licence_line(answer: ModelAnswer, text: Words) -> str:
    """The weights' licence and what it allows."""
    part = answer.profile.part(Component.FINAL_WEIGHTS)
    if part.sides and part.access.obtainable is False:
        return ""
    licence = answer.profile.weights_licence
    if licence is None:
        return text("card.licence.unknown")
    name = link(plain(licence.name), licence.link) if licence.link else plain(licence.name)
    return text("card.licence", name=name, allows=allowances(licence, text))


def called_lines(answer: ModelAnswer, text: Words) -> list[str]:
    """What the maker calls the version, with its page, and which definitions that meets."""
    lines: list[str] = []
    for own in answer.own_names:
        held = [
            text(f"card.called.{key}", definitions=text.listing([text(f"definition.{name}.short") for name in names]))
            for key, names in (
                ("meets", own.meets),
                ("meets_none" if len(own.fails) > 1 and not own.meets and not own.open else "fails", own.fails),
                ("open", own.open),
            )
            if names
        ]
        page = text.moment(own.called.said) if own.called.said else text("card.called.page")
        said = text(
            f"card.called.{own.called.as_what}",
            maker=plain(answer.organisation.name),
            words=plain(own.called.words),
            page=link(page, own.called.link),
        )
        lines.append(text("card.called.held", said=said, held=text("card.licence.join").join(held)) if held else said)
    return lines


def dispute_lines(answer: ModelAnswer, text: Words, signs: Signs) -> list[str]:
    """Each component on which sources differ, with the sides and why: what is open first, three in all."""
    profile = answer.profile
    differing = [(part, "card.dispute") for part in profile.disputes] + [
        (part, "card.settled") for part in profile.settled
    ]
    lines: list[str] = []
    for part, key in differing[:3]:
        said = text(
            key,
            sign=signs.sign(mark_of(part)),
            component=text(f"component.{part.component}"),
            sides=text("card.dispute.against").join(side_text(side, answer, text) for side in part.sides[:3]),
        )
        lines.append("\n".join([said, *difference_lines(part, text)]))
    if len(differing) > 3:
        lines.append(text.many("card.disputes.more", len(differing) - 3))
    return lines


def difference_lines(part: Part, text: Words) -> list[str]:
    """Why a first-hand reading differs from other sources, or that nobody could settle it; one line or none."""
    if part.difference is None:
        return [f"-# {text('dispute.unexplained')}"] if part.disputed else []
    why = plain(part.difference.why.in_language(text.language), 600)
    return [f"-# {text('dispute.settled' if part.difference.settled else 'dispute.open', why=why)}"]


def side_text(side: Side, answer: ModelAnswer, text: Words) -> str:
    """Who holds a side, and what it says."""
    licence = answer.profile.licences.get(side.licence) if side.licence else None
    state = text(f"access.{side.access}")
    if licence and licence.category not in ("none", "unnamed"):
        state = text("evidence.under", state=state, licence=plain(licence.short))
    sources = {source.slug: source.short for source, _ in answer.records}
    return text("card.dispute.side", state=state, sources=", ".join(sources[s] for s in side.sources))


def sources_line(answer: ModelAnswer, text: Words, today: date) -> str:
    """The sources with their snapshot days, and how long ago Ajar checked the pages, or else the newest was read."""
    newest: dict[str, date] = {}
    for source, record in answer.records:
        newest[source.short] = max(record.snapshot, newest.get(source.short, record.snapshot))
    if not newest:
        return text("card.sources.none")
    named = ", ".join(f"{name} {day.isoformat()[:7]}" for name, day in newest.items())
    checked = answer.checked
    age = age_text(checked, today, text, "card.checked") if checked else age_text(max(newest.values()), today, text)
    return f"{text('card.sources', sources=named)} · {age}"


def why_pages(answer: ModelAnswer, text: Words, signs: Signs) -> list[str]:
    """What each definition asks, and what of it is met, missing, unknown or disputed; one page or two."""
    return pages([why_block(answer.verdicts[name], text, signs) for name in SHOWN])


def why_block(verdict: Verdict, text: Words, signs: Signs) -> str:
    """One definition explained for one version."""
    name = verdict.definition
    lines = [
        f"### {signs.sign(MARKS[verdict.outcome])} {text(f'definition.{name}.name')}",
        f"**{verdict_word(verdict, text)}**",
        text(f"definition.{name}.asks"),
    ]
    for which, mark in (
        ("met", Mark.PUBLIC),
        ("partly", Mark.PARTIAL),
        ("missing", Mark.CLOSED),
        ("unknown", Mark.UNKNOWN),
        ("disputed", Mark.DISPUTED),
    ):
        if getattr(verdict, which):
            lines.append(
                f"{signs.sign(mark)} {text(f'why.{which}')} {requirements(verdict, getattr(verdict, which), text)}"
            )
    said: dict[str, list[str]] = {}
    for item in verdict.published:
        said.setdefault(published_text(item, text), []).append(plain(item.judged))
    lines += [
        text("why.published", said=words, judged=shortened(", ".join(judged), 120))
        for words, judged in list(said.items())[:3]
    ]
    if name == "osaid" and verdict.published:
        lines.append(f"-# {text('published.osi.caveat')}")
    if verdict.citation:
        lines.append(f"-# {link(verdict.citation.title, verdict.citation.link)}")
    return "\n".join(lines)


def evidence_pages(answer: ModelAnswer, parts: Sequence[Part], text: Words, signs: Signs) -> list[str]:
    """Every assessment with its link, by component; as many pages as it takes, at least one."""
    blocks = [block for part in parts for block in _evidence_blocks(answer, part, text, signs)]
    return pages(blocks) if blocks else [text("evidence.none")]


def _evidence_blocks(answer: ModelAnswer, part: Part, text: Words, signs: Signs) -> Iterator[str]:
    heading = f"### {signs.sign(mark_of(part))} {text(f'component.{part.component}')} · {status_word(part, text)}"
    if len(part.sides) > 1:
        heading += f"\n-# {text(f'agreement.{part.agreement}')}"
    block = "\n".join([heading, *difference_lines(part, text)])
    for voices in _alike(part.voices):
        lines = voice_lines(answer, voices, text, signs)
        if len(block) + len(lines) + 1 > PAGE_LENGTH:
            # A component with very many voices is told in several blocks, so that no page overflows.
            yield block
            block = f"{heading} {text('evidence.more')}"
        block = f"{block}\n{lines}"
    yield block


def _alike(voices: Sequence[Voice]) -> list[list[Voice]]:
    """Voices of one source that say the same of several sizes, together; those that count first, newest first."""
    groups: dict[tuple[object, ...], list[Voice]] = {}
    for voice in voices:
        record, said = voice.record, voice.assessment
        key = (
            voice.standing,
            record.source,
            said.says,
            said.status,
            said.access,
            said.licence,
            said.doubt or record.doubt,
            said.note,
            said.read or record.snapshot,
        )
        groups.setdefault(key, []).append(voice)
    order = list(Standing)
    return sorted(
        groups.values(), key=lambda group: (order.index(group[0].standing), -group[0].record.snapshot.toordinal())
    )


def voice_lines(answer: ModelAnswer, voices: Sequence[Voice], text: Words, signs: Signs) -> str:
    """One source's word on one component: what it says, of what, on which day, with links."""
    first = voices[0]
    assessment, record = first.assessment, first.record
    source = next(source for source, its in answer.records if its is record)
    licence = answer.profile.licences.get(assessment.licence) if assessment.licence else None
    state = text(f"access.{assessment.access}")
    if licence and assessment.access.obtainable:
        named = text(f"licence.{licence.slug}") if licence.category == "unnamed" else plain(licence.short)
        state = text("evidence.under", state=state, licence=named)
    said = text(
        "evidence.voice",
        sign=signs.sign(mark_of_access(assessment.access, assessment.status)),
        source=source.short,
        says=plain(assessment.says, 60),
        state=state,
    )
    judged = shortened(", ".join(dict.fromkeys(plain(voice.record.judged, 50) for voice in voices)), 120)
    where = [text("evidence.where", judged=judged, day=(assessment.read or record.snapshot).isoformat())]
    addresses = dict.fromkeys(address for voice in voices for address in voice.links if len(address) < MOST_ADDRESS)
    if addresses:
        where.append(" ".join(link(str(n), address) for n, address in enumerate(list(addresses)[:4], 1)))
    doubt = in_language(assessment.doubt or record.doubt, text.language)
    if first.standing is Standing.DOUBTED and doubt:
        where.append(text("evidence.set_aside", reason=plain(doubt, 300)))
    elif first.standing in (Standing.WITHDRAWN, Standing.DOUBTED, Standing.SUPERSEDED):
        where.append(text(f"evidence.{first.standing}"))
    note = in_language(assessment.note, text.language)
    return "\n".join([said, *([plain(note, 300)] if note else []), " · ".join(where)])


def pages(blocks: Sequence[str]) -> list[str]:
    """Pack blocks of text into pages that fit a message, in their order."""
    packed: list[str] = []
    for block in blocks:
        fitting = shortened(block, PAGE_LENGTH)
        if packed and len(packed[-1]) + len(fitting) + 2 <= PAGE_LENGTH:
            packed[-1] = f"{packed[-1]}\n{fitting}"
        else:
            packed.append(fitting)
    return packed


def version_line(answers: Answers, model: ModelDocument, text: Words, signs: Signs) -> str:
    """One version in a list: door, name, date, step."""
    answer = answers.model(model.slug)
    gradient = answer.verdicts["gradient"] if answer else None
    step = int(gradient.values.get("step", 0)) if gradient else 0
    label = text(f"gradient.{gradient.label}") if gradient else text("gradient.unknown")
    dated = f" · {text.moment(model.released)}" if model.released else ""
    return f"{signs.door(step)} **{plain(model.name)}**{dated} · {label}"


def transparency_lines(organisation: OrganisationDocument, text: Words) -> list[str]:
    """What the Foundation Model Transparency Index gave a company, newest edition alone: editions do not compare."""
    if not organisation.transparency:
        return []
    newest = max(organisation.transparency, key=lambda result: result.edition)
    said = text("maker.transparency", edition=text.moment(newest.edition), met=newest.met, of=newest.of)
    return [f"-# {said}"]


def definitions_blocks(text: Words) -> list[str]:
    """The five rules for a lay reader, with where they stand; together they fit one message."""
    blocks = [f"## {text('definitions.title')}\n{text('definitions.intro')}"]
    for name in SHOWN:
        citation = DEFINITIONS[name].citation
        blocks.append(
            f"### {text(f'definition.{name}.name')}\n{text(f'definition.{name}.explained')}\n"
            f"-# {link(citation.title, citation.link)}"
        )
    return blocks
