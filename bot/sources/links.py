"""Links as sources write them, into links that can be followed: several in one text, stray blanks, dead ones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from bot.core.catalogue.documents import Link
from bot.sources.reading import DroppedLink
from bot.sources.yaml_lines import Value

_LINK: TypeAdapter[str] = TypeAdapter(Link)
_BREAK = re.compile(r"\s+|[,;](?=\s*https?://)")
_STRAY = "<>\"'`,;"
_HUBS = {"huggingface.co": 0, "www.huggingface.co": 0, "hf.co": 0, "github.com": 0, "www.github.com": 0}
_NOT_MODELS = frozenset(
    {
        "datasets",
        "spaces",
        "blog",
        "docs",
        "collections",
        "papers",
        "models",
        "orgs",
        "search",
        "topics",
        "sponsors",
    }
)
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")


@dataclass(slots=True)
class LinkCollector:
    """Cleans the links of one file and remembers what had to be dropped."""

    file: str
    dropped: list[DroppedLink] = field(default_factory=list[DroppedLink])

    def clean(self, key: str, value: Value) -> tuple[Link, ...]:
        """The links in a text, a list of texts, or nothing: each once, in their order."""
        found: dict[Link, None] = {}
        for text in _texts(value):
            rest: list[str] = []
            for piece in pieces(text):
                if is_link(piece):
                    found[piece] = None
                else:
                    rest.append(piece)
            if rest:
                self.dropped.append(DroppedLink(self.file, key, " ".join(rest)))
        return tuple(found)


def pieces(text: str) -> tuple[str, ...]:
    """Cut a text where blanks, or a comma before another link, separate links.

    A text without any link in it is one piece: it gets reported whole.
    """
    if "://" not in text:
        return (text.strip(),) if text.strip() else ()
    cut = (piece.strip(_STRAY) for piece in _BREAK.split(text) if piece)
    return tuple(piece for piece in cut if piece)


def is_link(text: str) -> bool:
    """Whether a text has the form of a link that a browser can follow."""
    try:
        _LINK.validate_python(text)
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except (ValidationError, ValueError):
        return False
    labels = host.split(".")
    named = all(_LABEL.fullmatch(label) for label in labels) and labels[-1][0].isalpha() and len(labels[-1]) > 1
    return named and not any(sign in text for sign in '\\<>"`{}|^')


def repositories(links: Iterable[Link]) -> tuple[str, ...]:
    """The `owner/name` of every model or code repository among the links, each once."""
    found: dict[str, None] = {}
    for link in links:
        parts = urlsplit(link)
        if (parts.hostname or "") not in _HUBS:
            continue
        steps = [step for step in parts.path.split("/") if step]
        if len(steps) >= 2 and steps[0].casefold() not in _NOT_MODELS:
            name = f"{steps[0]}/{steps[1].removesuffix('.git')}"
            if re.fullmatch(r"[\w.-]+/[\w.-]+", name):
                found[name] = None
    return tuple(found)


def _texts(value: Value) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
