"""`python -m bot.i18n.checking`: languages hold the same messages with the same places, and the code's keys exist."""

import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from bot.i18n.words import DEFAULT_LANGUAGE, LANGUAGES
from bot.resources import messages_folder

_KEY = re.compile(r"""(?:\btext|\blocalised|Mistake|\.many)\(\s*f?(["'])([a-z][a-z0-9_]*(?:\.[a-z0-9_{}.'\[\]]+)+)\1""")
_ROOT = Path(__file__).resolve().parents[2]


def messages(language: str) -> dict[str, tuple[str, ...]]:
    """Key to its text, or to its plural forms, of one language."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((messages_folder() / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, abort_invalid=True):
                if not message.id:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
                if key in found:
                    texts = ("",)
                found[key] = texts
    return found


def faults() -> Iterator[str]:
    """What is wrong, one sentence each."""
    reference = messages(DEFAULT_LANGUAGE)
    for language in LANGUAGES:
        known = messages(language)
        for key in sorted(reference.keys() | known.keys()):
            if key not in known:
                yield f"{language}: {key} is missing"
            elif key not in reference:
                yield f"{language}: {key} stands in no other language"
            elif not all(text.strip() for text in known[key]):
                yield f"{language}: {key} is empty or stands twice"
            elif _places(known[key]) != _places(reference[key]):
                own, expected = sorted(_places(known[key])), sorted(_places(reference[key]))
                yield f"{language}: {key} has places {own} instead of {expected}"
    for path, pattern in _used():
        if not any(re.fullmatch(pattern, key) for key in reference):
            yield f"{path}: no message fits {pattern.replace(chr(92), '')}"


def _places(texts: tuple[str, ...]) -> set[str]:
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def _used() -> Iterator[tuple[str, str]]:
    """Every key that the code names, as a pattern: what it fills in by itself may be anything."""
    for folder in ("bot", "cogs"):
        for path in sorted((_ROOT / folder).rglob("*.py")):
            for match in _KEY.finditer(path.read_text(encoding="utf-8")):
                pattern = "".join(
                    "[a-z0-9_.]+" if piece.startswith("{") else re.escape(piece)
                    for piece in re.split(r"(\{[^}]*\})", match[2])
                )
                yield str(path.relative_to(_ROOT)), pattern


def main() -> None:
    """Print the faults and end with status 1 if there are any."""
    found = list(faults())
    for fault in found:
        print(fault)
    if found:
        sys.exit(1)
    print(f"messages complete in {', '.join(LANGUAGES)}: {len(messages(DEFAULT_LANGUAGE))} each")


if __name__ == "__main__":
    main()
