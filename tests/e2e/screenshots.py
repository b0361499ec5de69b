"""`python -m tests.e2e.screenshots`: the pictures of the preview in docs/images, at phone and desktop width.

    python -m tests.e2e.screenshots                        all of SHOTS
    python -m tests.e2e.screenshots olmo llama-3.1         only these
    python -m tests.e2e.screenshots --to FOLDER --width phone --command "model profile" --option name=olmo-2 mine

It starts a preview of its own. A picture is the whole window (`-window`) or the answer alone (`-card`).
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.browser import DESKTOP, PHONE, chromium
from tests.e2e.page import Pick, PreviewPage
from tests.e2e.process import preview

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
WIDTHS = {"phone": (PHONE, 2.0), "desktop": (DESKTOP, 1.0)}


@dataclass(frozen=True, slots=True)
class Shot:
    """A slash command, the buttons to press on its answer, and who does it."""

    name: str
    command: str = "model profile"
    options: dict[str, str | Pick] = field(default_factory=dict)
    presses: tuple[str, ...] = ()
    member: str = "Ann"


def _profile(name: str, model: str | Pick, *presses: str, member: str = "Ann") -> Shot:
    return Shot(name, options={"name": model}, presses=presses, member=member)


SHOTS = (
    _profile("olmo", "olmo-2"),
    _profile("llama-3.1", "llama-3.1"),
    _profile("claude", "claude-opus-4.7"),
    _profile("gpt-oss", "gpt-oss"),
    _profile("bloom", "bloom"),
    _profile("unknown", "zephyrus 9"),
    _profile("llama-3.1-why", "llama-3.1", "Why?"),
    _profile("llama-3.1-evidence", "llama-3.1", "Evidence"),
    # An answer in a channel is in the server's language; one that only Lin sees is in Lin's.
    Shot("llama-3.1-zh", options={"name": "llama-3.1", "private": "True"}, member="Lin"),
    Shot("quote", "quote about", {"subject": "person/sam-altman"}),
    Shot("quote-search", "quote search", {"words": "red herring"}),
    Shot("quote-zh", "quote search", {"words": "开源 伪命题", "private": "True"}, member="Lin"),
    Shot("topic", "debate topic", {"topic": "safety-and-misuse"}),
    Shot("who", "who", {"name": "Mark Zuckerberg"}),
    Shot("who-zh", "who", {"name": "person/elon-musk", "private": "True"}, member="Lin"),
    Shot("timeline", "timeline", {"from": "2024-07", "to": "2025"}),
    Shot("definitions", "model definitions"),
    Shot("about", "about"),
)


def take(page: PreviewPage, shot: Shot, folder: Path, width: str) -> list[Path]:
    """Do what a shot says on an open page, and save the window and the answer; answers the files."""
    page.switch_member(shot.member)
    before = page.messages().count()
    page.slash(shot.command, **shot.options)
    page.wait_for_messages(before + 1)
    for label in shot.presses:
        before = page.messages().count()
        page.press(label)
        page.wait_for_messages(before + 1)
    page.settle()
    page.show_latest()
    stem = f"{shot.name}-{width}"
    return [
        page.screenshot(folder / f"{stem}-window.png"),
        page.screenshot_of_answer(folder / f"{stem}-card.png"),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="of the shots to take; all if none is named")
    parser.add_argument("--to", type=Path, default=IMAGES, help="the folder for the pictures")
    parser.add_argument("--width", choices=WIDTHS, action="append", help="phone or desktop; both if left out")
    parser.add_argument("--command", help="a command to take instead of the known shots; NAMES then name its file")
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="of that command")
    parser.add_argument("--press", action="append", default=[], metavar="LABEL", help="a button on its answer")
    parser.add_argument("--member", default="Ann", help="who does it: Mona, Ann or Lin")
    given = parser.parse_args(arguments)
    if given.command:
        options = dict(pair.split("=", 1) for pair in given.option)
        name = given.names[0] if given.names else given.command.replace(" ", "-")
        shots = [Shot(name, given.command, options, tuple(given.press), given.member)]
    else:
        unknown = set(given.names) - {shot.name for shot in SHOTS}
        if unknown:
            parser.error(f"no such shot: {', '.join(sorted(unknown))}; there are {', '.join(s.name for s in SHOTS)}")
        shots = [shot for shot in SHOTS if not given.names or shot.name in given.names]
    for width in given.width or list(WIDTHS):
        size, sharpness = WIDTHS[width]
        with preview() as process, chromium(size, sharpness=sharpness) as browser:
            page = PreviewPage(browser.pages[0]).open(process.urls["#models"])
            for shot in shots:
                for file in take(page, shot, given.to, width):
                    print(file)


if __name__ == "__main__":
    main()
