"""The debate in words and pictures: quotes with their proof, both sides, stances, the timeline. Decides nothing."""

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO

import discord

from bot.core.debate.documents import Camp, Checked, EventDocument, QuoteDocument, TopicDocument
from bot.core.debate.record import DebateRecord, Sides, Speaker
from bot.core.debate.search import highlighted
from bot.i18n import Words
from bot.services.debate import Debate
from cogs.shared.pictures.render import drawn
from cogs.shared.pictures.stance import StancePicture, StancePoint, draw_stance
from cogs.shared.pictures.timeline import TimelineEntry, TimelinePicture, draw_timeline
from cogs.shared.text import link, plain, shortened

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
STANCE, TIMELINE = "ajar-stance.png", "ajar-timeline.png"
MOST_POINTS = 40
"""Marks in one picture of a stance: the newest."""
EVENTS_A_PAGE = 8
_ROOM = 3700
"""Characters for the sides of a topic; the rest of the message is headings and notes."""

MARKS = {
    Checked.READ_AT_SOURCE: "◆",
    Checked.CORROBORATED: "◈",
    Checked.SINGLE_REPORT: "◇",
    Checked.NOT_FOUND: "✕",
}
"""How sure we are, as a sign; its meaning always stands beside it in words."""


def quote_blocks(
    quote: QuoteDocument, record: DebateRecord, text: Words, terms: Sequence[str] = (), place: str | None = None
) -> list[str]:
    """A quote as a card: the words, who, when, where, how sure we are, and what it was about."""
    speaker = plain(name_of(record, quote.speaker, text))
    where = link(plain(quote.venue, 120), quote.link)
    words = [f"### {words_of(quote, text, terms)}"]
    translation = quote.translations.get(text.language)
    if translation and not _speaks(quote.language, text.language):
        words.append(f"-# {text('quote.translated', words=plain(translation, 900))}")
    who = text("quote.who", speaker=speaker, role=plain(quote.role, 120), day=moment_of(quote, text), where=where)
    blocks = ["\n".join(words), f"{who}\n{proof_line(quote, text)}", plain(context_of(quote, text), 600)]
    topics = [plain(topic_name(record, slug, text)) for slug in quote.topics]
    small = [text(f"camp.{quote.camp}"), *topics, *([place] if place else [])]
    return [*blocks, f"-# {' · '.join(small)}"]


def moment_of(quote: QuoteDocument, text: Words) -> str:
    """When it was said; what no page states is marked as our inference."""
    day = text.moment(quote.date)
    return text("quote.date_inferred", day=day) if quote.date_inferred else day


def words_of(quote: QuoteDocument, text: Words, terms: Sequence[str] = (), most: int = 900) -> str:
    """The exact words in quotation marks, found ones marked; what is cut for room is cut at a word and says so."""
    safe = plain(_cut(quote.words, most), 1000)
    return text("quote.marks", words=highlighted(safe, terms, "__") if terms else safe)


def proof_line(quote: QuoteDocument, text: Words) -> str:
    """How the words were checked, with what that means."""
    check = quote.check
    outlets = ", ".join(dict.fromkeys(plain(page.outlet, 60) for page in check.pages))
    key = f"check.{check.how}"
    if check.how is Checked.READ_AT_SOURCE and all(page.as_copy for page in check.pages if page.own):
        key = "check.read_in_copy"
    said = text(key, outlets=outlets, count=len(check.pages), day=check.read.isoformat())
    return f"{MARKS[check.how]} {said}"


def name_of(record: DebateRecord, slug: str, text: Words) -> str:
    """A speaker's name; for Chinese readers the Chinese one, where the entry has it."""
    person = record.people.get(slug)
    if person and text.language.startswith("zh"):
        return next((alias for alias in person.aliases if _CHINESE.search(alias)), person.name)
    return record.speaker_name(slug)


def context_of(quote: QuoteDocument, text: Words) -> str:
    """What it answered, in our words, in the reader's language."""
    return quote.context.in_language(text.language)


def topic_name(record: DebateRecord, slug: str, text: Words) -> str:
    """A topic's name in the reader's language."""
    topic = record.topics.get(slug)
    return topic.name.in_language(text.language) if topic else slug


def context_page(quote: QuoteDocument, record: DebateRecord, text: Words) -> str:
    """What came before and after, and where one may read on."""
    lines = [f"## {text('quote.context.title')}", plain(context_of(quote, text), 700)]
    answered = record.quotes.get(quote.replies_to) if quote.replies_to else None
    if answered:
        lines.append(text("quote.context.answers", quote=line_of(answered, record, text)))
    lines += [text("quote.context.answered", quote=line_of(q, record, text)) for q in record.replies(quote.slug)[:3]]
    if quote.check.note:
        lines.append(f"-# {text('quote.context.check', note=plain(quote.check.note, 600))}")
    pages = " · ".join(link(plain(page.outlet, 60), page.link) for page in quote.check.pages[:6])
    if pages:
        lines.append(text("quote.context.pages", pages=pages))
    return "\n".join(lines)


def line_of(quote: QuoteDocument, record: DebateRecord, text: Words, most: int = 160) -> str:
    """A quote in one line: sign, words, speaker, year."""
    speaker = plain(name_of(record, quote.speaker, text))
    return f"{MARKS[quote.check.how]} {words_of(quote, text, most=most)} {speaker}, {quote.date[:4]}"


def citation(quote: QuoteDocument, record: DebateRecord, text: Words) -> str:
    """The quote to copy: as plain text and as BibTeX."""
    speaker = record.speaker_name(quote.speaker)
    checked = text(f"check.short.{quote.check.how}")
    plain_text = f"{speaker} ({quote.role}): “{quote.words}” {quote.venue}, {quote.date}. {quote.link} [{checked}]"
    fields = {
        "author": f"{{{speaker}}}",
        "title": f"{{{shortened(quote.words, 70)}}}",
        "howpublished": quote.venue,
        "year": quote.date[:4],
        **({"month": quote.date[5:7]} if len(quote.date) > 4 else {}),
        "url": quote.link,
        "urldate": quote.check.read.isoformat(),
        "note": f"{quote.role}; {checked}",
    }
    entry = "\n".join(f"  {name} = {{{_bibtex(value)}}}," for name, value in fields.items())
    code = f"@misc{{{quote.slug},\n{entry}\n}}".replace("```", "'''")
    return f"## {text('quote.cite.title')}\n> {plain(plain_text, 1600)}\n```bibtex\n{code}\n```"


def _bibtex(value: str) -> str:
    return "".join(f"\\{character}" if character in "%&#_$" else character for character in value)


def sides_blocks(sides: Sides, record: DebateRecord, text: Words) -> list[str]:
    """A topic with both sides: what is at issue, and an equal number of quotes each, cut to the same length."""
    topic, language = sides.topic, text.language
    head = [f"## {plain(topic.name.in_language(language))}", plain(topic.at_issue.in_language(language), 600)]
    tail: list[str] = []
    if topic.words_differ:
        tail.append(text("topic.words_differ", what=plain(topic.words_differ.in_language(language), 400)))
    if topic.lopsided:
        tail.append(f"-# {plain(topic.lopsided.in_language(language), 400)}")
    counted = text("topic.counts", **{camp.value: sides.checked.get(camp, 0) for camp in Camp})
    tail.append(f"-# {counted}")
    columns = (("open", sides.open), ("limits", sides.limits), ("between", sides.between[:1]))
    fixed = sum(map(len, (*head, *tail)))
    blocks: list[str] = []
    # Both sides are cut alike until all fits.
    for most in (420, 340, 280, 230, 180, 140, 100):
        blocks = [_column(camp, quotes, record, text, most) for camp, quotes in columns if quotes]
        if fixed + sum(map(len, blocks)) <= _ROOM:
            break
    if not sides.open:
        blocks.insert(0, text("topic.no_sides"))
    return ["\n".join(head), *blocks, "\n".join(tail)]


def topic_evidence(topic: TopicDocument, text: Words) -> str:
    """What has been found out on a topic, each with its source."""
    points = [
        f"- {plain(point.what.in_language(text.language), 500)} {link(text('topic.evidence.link'), point.link)}"
        for point in topic.evidence
    ]
    return "\n".join([f"## {text('topic.evidence')}", *(points or [text("topic.evidence.none")])])


def _column(camp: str, quotes: Sequence[QuoteDocument], record: DebateRecord, text: Words, most: int) -> str:
    lines = [f"### {text(f'camp.{camp}')}"]
    for quote in quotes:
        speaker = plain(name_of(record, quote.speaker, text))
        where = link(plain(quote.venue, 50), quote.link) if len(quote.link) < 160 else plain(quote.venue, 50)
        lines.append(f"> {_readable(quote, text, most)}")
        lines.append(f"> -# {MARKS[quote.check.how]} {speaker}, {moment_of(quote, text)} · {where}")
    return "\n".join(lines)


def _readable(quote: QuoteDocument, text: Words, most: int) -> str:
    """The words in the reader's language: the original, or our translation that names the original's language."""
    translation = quote.translations.get(text.language)
    if translation is None or _speaks(quote.language, text.language):
        return words_of(quote, text, most=most)
    said = text("quote.marks", words=plain(_cut(translation, most), 1000))
    return text("quote.translated_from", words=said, language=text.language_name(quote.language))


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0].rstrip(" ,;") + " […]"


def who_blocks(speaker: Speaker, debate: Debate, text: Words) -> list[str]:
    """Somebody's stance: roles, how often they spoke for which camp, changes of mind, topics."""
    record = debate.record
    said = [quote for quote in speaker.quotes if quote.kind == "statement"]
    counts = {camp: sum(quote.camp is camp for quote in said) for camp in Camp}
    head = [
        f"## {plain(name_of(record, speaker.slug, text))}",
        text("who.counts", count=len(said), **{camp.value: counts[camp] for camp in Camp}),
    ]
    if len(said) < len(speaker.quotes):
        head.append(f"-# {text('who.terms', count=len(speaker.quotes) - len(said))}")
    roles: list[str] = []
    for role in speaker.person.roles[:6] if speaker.person else ():
        years = _years(role.since, role.until, text)
        at = f", {plain(role.at, 80)}" if role.at else ""
        roles.append(f"- {link(plain(role.title, 100) + at, role.link)}{f' ({years})' if years else ''}")
    tail: list[str] = []
    for change in speaker.person.changes if speaker.person else ():
        turned = text("who.change", day=text.moment(change.date[:7]))
        tail.append(f"**{turned}** {plain(change.what.in_language(text.language), 400)}")
    topics = [
        text("who.topic", topic=plain(topic_name(record, slug, text)), count=count)
        for slug, count in debate.topics_of(speaker)[:8]
    ]
    if topics:
        tail.append(f"-# {' · '.join(topics)}")
    return ["\n".join(head), *(["\n".join(roles)] if roles else []), *(["\n".join(tail)] if tail else [])]


def _years(since: str | None, until: str | None, text: Words) -> str:
    if since and until:
        return text("who.span", since=since[:4], until=until[:4])
    if since:
        return text("who.since", year=since[:4])
    return text("who.until", year=until[:4]) if until else ""


async def draw_who(speaker: Speaker, name: str, text: Words) -> discord.File:
    """The picture of somebody's stance over the years."""
    shown = stated(speaker)
    years = [int(quote.date[:4]) for quote in shown]
    picture = StancePicture(
        name=name,
        caption=text("who.picture.caption"),
        camps=(text("camp.open"), text("camp.between"), text("camp.limits")),
        points=tuple(
            StancePoint(_year(quote.date), quote.camp.value, "", quote.check.how.certain) for quote in reversed(shown)
        ),
        years=(min(years), max(years)),
        language=text.language,
        change_label=text("who.picture.change"),
    )
    return discord.File(BytesIO(await drawn(draw_stance, picture)), STANCE, description=alt_who(speaker, text))


def stated(speaker: Speaker) -> list[QuoteDocument]:
    """The opinions that a picture of a stance shows, newest first."""
    return [quote for quote in speaker.quotes if quote.kind == "statement"][:MOST_POINTS]


def alt_who(speaker: Speaker, text: Words) -> str:
    """The picture in words."""
    said = "; ".join(f"{quote.date[:7]}: {text(f'camp.{quote.camp}')}" for quote in reversed(stated(speaker)))
    return shortened(f"{speaker.name}. {said}.", 1000)


def _year(moment: str) -> float:
    parts = [int(part) for part in moment.split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    day = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 15)
    return parts[0] + (day.timetuple().tm_yday - 1) / 366


def timeline_blocks(events: Sequence[EventDocument], page: int, text: Words, title: str) -> list[str]:
    """One page of events, oldest first, each with its source."""
    shown = events[page * EVENTS_A_PAGE : (page + 1) * EVENTS_A_PAGE]
    lines: list[str] = []
    for event in shown:
        sources = " ".join(link(str(number), address) for number, address in enumerate(event.links[:3], 1))
        what = plain(event.what.in_language(text.language), 200)
        lines.append(
            f"**{text.moment(event.date)}** · {plain(event.title.in_language(text.language), 120)}\n-# {what} {sources}"
        )
    pages = (len(events) - 1) // EVENTS_A_PAGE + 1
    small = text("timeline.page", count=len(events), page=page + 1, pages=pages)
    return [f"## {title}", "\n".join(lines), f"-# {small}"]


async def draw_events(events: Sequence[EventDocument], page: int, text: Words, title: str) -> discord.File:
    """The picture of one page of the timeline."""
    shown = events[page * EVENTS_A_PAGE : (page + 1) * EVENTS_A_PAGE]
    first, last = shown[0].date[:4], shown[-1].date[:4]
    picture = TimelinePicture(
        title=title,
        caption=first if first == last else f"{first} – {last}",
        entries=tuple(
            TimelineEntry(text.moment(event.date), event.title.in_language(text.language), "event") for event in shown
        ),
        language=text.language,
    )
    said = "; ".join(f"{event.date}: {event.title.in_language(text.language)}" for event in shown)
    return discord.File(BytesIO(await drawn(draw_timeline, picture)), TIMELINE, description=shortened(said, 1000))


def _speaks(one: str, other: str) -> bool:
    return one.split("-")[0] == other.split("-")[0]
