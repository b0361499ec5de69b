"""Terms and the gradient of release in words and as a picture. Chooses words and order; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import discord

from bot.core.definitions import DEFINITIONS
from bot.core.definitions.gradient import Step
from bot.core.learn.documents import TermDocument, TermGroup
from bot.core.learn.glossary import Glossary
from bot.core.learn.spectrum import MOST
from bot.i18n import Words
from bot.services.learn import Learning
from cogs.shared.pictures.render import drawn
from cogs.shared.pictures.spectrum import SpectrumPicture, SpectrumStep, draw_spectrum
from cogs.shared.text import link, plain, shortened

SPECTRUM = "ajar-spectrum.png"
A_PAGE = 12
"""Terms on one page of the list."""
CAKE_TITLE = "Open Source vs Closed Models: What 'Open' Actually Means in AI"
CAKE_LINK = "https://k-ai-ros.xyz/blog/2026/04/15/open-source-vs-closed-models/"
"""Where a finished cake is set against its recipe."""
_BAKED = (Step.RESTRICTED_WEIGHTS, Step.OPEN_WEIGHTS, Step.WEIGHTS_AND_CODE, Step.FULLY_OPEN)
"""The steps that hand something over to take home."""


def term_name(term: TermDocument, text: Words) -> str:
    """What a term is called in the reader's language."""
    return term.name.in_language(text.language)


def term_blocks(term: TermDocument, text: Words) -> list[str]:
    """A term: its plain meaning first, then what else it is called, then the pages that were read, each linked."""
    other = term.name.zh if term.name.en == term_name(term, text) else term.name.en
    names = [] if other == term_name(term, text) else [plain(other)]
    links = [link(plain(page.title), page.link) for page in term.sources]
    days = text.listing([text.day(day) for day in sorted({page.read for page in term.sources})])
    small = [text("learn.term.sources", days=days, sources=" · ".join(links))]
    if names:
        small.insert(0, text("learn.term.also_called", names=", ".join(names)))
    meaning = plain(term.meaning.in_language(text.language), 600)
    return [f"## {plain(term_name(term, text))}\n{meaning}", "\n".join(small)]


@dataclass(frozen=True)
class ListPage:
    """One page of the list: a group, or a part of a large one."""

    group: TermGroup
    terms: tuple[TermDocument, ...]


def list_pages(glossary: Glossary) -> list[ListPage]:
    """All pages of the list, group by group; none where there are no terms."""
    pages: list[ListPage] = []
    for group in TermGroup:
        terms = glossary.of(group)
        count = -(-len(terms) // A_PAGE)
        # A large group is shared out evenly, so that no page holds a single term.
        size = -(-len(terms) // count) if count else 0
        pages += [ListPage(group, terms[start : start + size]) for start in range(0, len(terms), size or 1)]
    return pages


def list_blocks(pages: Sequence[ListPage], place: int, glossary: Glossary, text: Words) -> list[str]:
    """One page of the list in words."""
    page = pages[place]
    lines = [
        text(
            "learn.list.line",
            name=plain(term_name(term, text)),
            short=plain(term.short.in_language(text.language)),
        )
        for term in page.terms
    ]
    count = text("learn.list.page", count=len(glossary), page=place + 1, pages=len(pages))
    return [f"## {text('learn.list.title')}\n### {text(f'learn.group.{page.group}')}", "\n".join(lines), f"-# {count}"]


def unknown_block(asked: str, *, near: bool, text: Words) -> str:
    """A word that nothing here explains."""
    said = text("learn.unknown", asked=plain(asked, 60))
    return f"{said}\n{text('learn.unknown.near' if near else 'learn.unknown.hint')}"


def spectrum_blocks(text: Words) -> list[str]:
    """What stands around the picture: before it the idea, after it the comparison with baking and the rule."""
    citation = DEFINITIONS["gradient"].citation
    intro = text("spectrum.intro", source=link(text("spectrum.source"), citation.link))
    article = link(CAKE_TITLE, CAKE_LINK)
    return [
        f"## {text('spectrum.title')}\n{intro}",
        f"{text('spectrum.cake')}\n{text('spectrum.credit', source=article)}",
        text("spectrum.examples", most=MOST),
    ]


def spectrum_picture(learning: Learning, text: Words) -> SpectrumPicture:
    """The picture in one language."""
    return SpectrumPicture(
        title=text("spectrum.title"),
        caption=text("spectrum.caption"),
        steps=tuple(
            SpectrumStep(
                name=text(f"gradient.{step.name.lower()}"),
                examples=_examples(learning, step, text),
                note=text(f"spectrum.note.{step.name.lower()}") if step in _BAKED else None,
            )
            for step in learning.spectrum
        ),
        language=text.language,
    )


def spectrum_alt(learning: Learning, text: Words) -> str:
    """The picture in words, for those who do not see it."""
    steps = [
        text(
            "spectrum.alt.step",
            step=int(step),
            name=text(f"gradient.{step.name.lower()}"),
            examples=_examples(learning, step, text),
        )
        for step in learning.spectrum
    ]
    return shortened("; ".join(steps), 1000)


def _examples(learning: Learning, step: Step, text: Words) -> str:
    return " · ".join(model.name for model in learning.spectrum[step]) or text("spectrum.none")


async def draw(learning: Learning, text: Words) -> discord.File:
    """The picture as an attachment, with what it shows in words."""
    picture = await drawn(draw_spectrum, spectrum_picture(learning, text))
    return discord.File(BytesIO(picture), SPECTRUM, description=spectrum_alt(learning, text))
