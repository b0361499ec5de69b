"""The formats that we can read. A new format is one module with a `FORMAT` and one line here."""

from bot.sources import epoch, fmti, mot, os_ai_map, osai, osi
from bot.sources.reading import Format

FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in (mot, osai, os_ai_map, osi, epoch, fmti)}


SOURCES: tuple[str, ...] = tuple(source for form in FORMATS.values() for source in form.files)
"""The sources that we can read, in the order in which an import takes them."""


def format_of_source(source: str) -> Format | None:
    """The format in which a source publishes, by the source's slug."""
    return next((form for form in FORMATS.values() if source in form.files), None)
