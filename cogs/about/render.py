"""What `/about` says: what Ajar is, where its data comes from, how old that is, and where to go."""

from datetime import date

from bot import __version__
from bot.core.catalogue.catalogue import Catalogue
from bot.i18n import Words
from cogs.shared.text import age_text, link


def about_blocks(
    catalogue: Catalogue, text: Words, today: date, source_link: str | None, support_link: str | None
) -> list[str]:
    """The paragraphs of the answer."""
    counts = text(
        "about.counts",
        versions=len(catalogue.models),
        families=len(catalogue.families),
        assessments=sum(len(r.assessments) for m in catalogue.models.values() for r in m.records),
    )
    lines = [
        f"- {link(source.name, source.link)} · {source.snapshot.isoformat()}"
        f" ({age_text(source.snapshot, today, text)}) · {source.licence}"
        for source in sorted(catalogue.sources.values(), key=lambda s: s.snapshot, reverse=True)
        if not source.first_hand
    ]
    links = [
        link(text(key), address)
        for key, address in (("about.link.source", source_link), ("about.link.support", support_link))
        if address
    ]
    return [
        f"## {text('about.title')}\n{text('about.what')}\n{text('about.try')}",
        f"### {text('about.data')}\n{counts}\n" + "\n".join(lines),
        "\n".join([*([" · ".join(links)] if links else []), f"-# {text('about.version', version=__version__)}"]),
    ]
