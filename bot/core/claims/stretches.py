"""A Discord message as its writer's own words and those quoted: code, links and markup are taken out. No meaning here.

What is taken out becomes blanks, so that every character keeps its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_CHARACTERS = 4000
"""Of one message; Discord's longest has as many."""

_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_INLINE = re.compile(r"(`{1,2})(?!`)(.+?)\1", re.DOTALL)
_STRUCK = re.compile(r"~~.+?~~", re.DOTALL)
_MASKED = re.compile(r"\[([^\]\n]*)\]\(\s*<?[^)\s>]+>?(?:\s+\"[^\"]*\")?\)")
_ADDRESS = re.compile(r"<?(?:https?://|www\.)[^\s<>]+>?", re.IGNORECASE)
_TAG = re.compile(r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|/[^:>]+:\d+|id:\w+)>")
_QUOTE_LINE = re.compile(r"(?:\A|(?<=\n))[ \t]*(>>> ?|> ?)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that belong together. `code` holds the places of inline code, where only names are read."""

    text: str
    quoted: bool
    code: tuple[tuple[int, int], ...]


def stretches(message: str) -> list[Stretch]:
    """The parts of a message that can claim something, in their order."""
    text = _blank(_FENCED, message[:MOST_CHARACTERS])
    code = tuple(match.span() for match in _INLINE.finditer(text))
    text = _blank(_STRUCK, text)
    text = _MASKED.sub(_label_alone, text)
    text = _blank(_TAG, _blank(_ADDRESS, text))
    return [Stretch(part, quoted, code) for part, quoted in _by_speaker(text)]


def _by_speaker(text: str) -> Iterator[tuple[str, bool]]:
    """The text split where quoting begins or ends; each part is blank where the other speaks, to keep places."""
    flags: list[bool] = []
    kept: list[str] = []
    to_the_end = False
    for line in text.splitlines(keepends=True):
        mark = _QUOTE_LINE.match(line)
        quoted = to_the_end or mark is not None
        if mark is not None:
            to_the_end = to_the_end or mark[1].startswith(">>>")
            line = " " * mark.end() + line[mark.end() :]
        flags.append(quoted)
        kept.append(line)
    for wanted in (False, True):
        if wanted in flags:
            own = "".join(line if flag is wanted else _emptied(line) for line, flag in zip(kept, flags, strict=True))
            yield own, wanted


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: _emptied(match[0]), text)


def _emptied(text: str) -> str:
    return "".join("\n" if sign == "\n" else " " for sign in text)


def _label_alone(match: re.Match[str]) -> str:
    start, end = match.span(1)
    begin = match.start()
    return " " * (start - begin) + match[1] + " " * (match.end() - end)
