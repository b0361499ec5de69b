"""`python -m tests.e2e.screenshots`: the pictures of the preview in docs/images, at phone and desktop width.

    python -m tests.e2e.screenshots                        all of SHOTS
    python -m tests.e2e.screenshots olmo llama-3.1         only these
    python -m tests.e2e.screenshots --guide                those of docs/guide.md, small ones of the answer on a phone
    python -m tests.e2e.screenshots --to FOLDER --width phone --command "model profile" --option name=olmo-2 mine

It starts a preview of its own. A picture is the whole window (`-window`) or the answer alone (`-card`).
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from tests.e2e.browser import DESKTOP, PHONE, chromium
from tests.e2e.page import Pick, PreviewPage
from tests.e2e.process import PREVIEW, preview

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
MODERATED = (sys.executable, "-m", "tests.e2e.moderated_preview", "preview")
"""The preview in which Lin, whose Discord is Chinese, moderates too."""
WIDTHS = {"phone": (PHONE, 2.0), "desktop": (DESKTOP, 1.0)}


@dataclass(frozen=True, slots=True)
class Shot:
    """A slash command, the buttons to press on its answer, and who does it."""

    name: str
    command: str = "model profile"
    options: dict[str, str | Pick] = field(default_factory=dict)
    presses: tuple[str, ...] = ()
    member: str = "Ann"
    turns: bool = False
    """Whether a press turns the answer in its place and sends no message."""
    moderated: bool = False
    """Whether Lin must be a moderator for it."""


Keep = Callable[[str, str | None], list[Path]]
"""Saves a picture under a name, of the newest message or of the newest that says these words."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Pictures that take more than one command: what is done on the page, keeping some on the way."""

    name: str
    go: Callable[[PreviewPage, Keep], None]


@dataclass(frozen=True, slots=True)
class QuizWords:
    """What a quiz says in one language, as far as the walk waits for it; `{}` is a question's number."""

    suffix: str
    players: tuple[str, str]
    language: str | None
    asked: str
    answered: str
    order: str
    ended: str
    daily: str


QUIZ_WORDS = (
    QuizWords(
        "",
        ("Ann", "Mona"),
        None,
        "Question {} of 5",
        "Answer {} of 5",
        "Put in order",
        "Play again",
        "Question of the day",
    ),
    QuizWords(
        "-zh",
        ("Lin", "Mona"),
        "中文",
        "第 {} 题，共 5 题",
        "第 {} 题的答案",
        "排列顺序",
        "再来一场",
        "每日一题",
    ),
)


def _look_for(page: PreviewPage, text: str) -> None:
    jump = page.page.locator("#new-messages")
    if jump.is_visible():
        jump.click()
    page.wait_for_text(text)
    page.settle()


def _prepare_server(page: PreviewPage, said: QuizWords, keep: Keep) -> None:
    page.switch_member("Mona")
    page.slash("settings")
    if said.language:
        page.choose("Language of public answers", said.language)
    # The last of the two menus for a channel is that of the question of the day.
    page.choose("No channel: choose one", "general")
    if not said.language:
        # A moderator's panel is in the moderator's language, and Mona's is English.
        keep("quiz-settings", None)


def _play(page: PreviewPage, said: QuizWords, keep: Keep) -> None:
    page.switch_member(said.players[0])
    page.slash("quiz start", questions="5", seconds="60")
    for number in range(1, 6):
        asked = said.asked.format(number)
        _look_for(page, asked)
        if number == 1:
            keep(f"quiz-question{said.suffix}", asked)
        labels = page.buttons(asked)
        for place, member in enumerate(said.players):
            if labels == [said.order]:
                continue
            page.switch_member(member)
            before = page.messages().count()
            page.press(labels[place], saying=asked)
            page.wait_for_messages(before + 1)
            if number == 1 and place == 0:
                keep(f"quiz-acknowledgement{said.suffix}", None)
        page.send("//skip 63")
        _look_for(page, said.answered.format(number))
        if number == 1:
            keep(f"quiz-reveal{said.suffix}", said.answered.format(number))
        page.send("//skip 9")
    _look_for(page, said.ended)
    page.picture_size(said.ended)
    keep(f"quiz-podium{said.suffix}", said.ended)


def _alone(page: PreviewPage, said: QuizWords, keep: Keep) -> None:
    page.switch_member(said.players[0])
    for command in ("practice", "leaderboard", "stats"):
        before = page.messages().count()
        page.slash(f"quiz {command}")
        page.wait_for_messages(before + 1)
        keep(f"quiz-{command}{said.suffix}", None)


def _daily(page: PreviewPage, said: QuizWords, keep: Keep) -> None:
    page.go_to("#general")
    page.send("//skip 86400")
    _look_for(page, said.daily)
    keep(f"quiz-daily{said.suffix}", said.daily)
    page.go_to("#models")


def _quiz(said: QuizWords) -> Walk:
    def go(page: PreviewPage, keep: Keep) -> None:
        _prepare_server(page, said, keep)
        _play(page, said, keep)
        _alone(page, said, keep)
        _daily(page, said, keep)

    return Walk(f"quiz{said.suffix}", go)


def _check_message(page: PreviewPage, keep: Keep) -> None:
    page.switch_member("Ann")
    page.send("DeepSeek R1 is fully open source and can be used commercially")
    before = page.messages().count()
    page.reply("fully open source and can", "//Check openness claims")
    page.wait_for_messages(before + 1)
    page.wait_for_text("Say instead")
    keep("claim", None)


def _start_game(page: PreviewPage, keep: Keep) -> None:
    page.switch_member("Ann")
    page.slash("quiz start", questions="5", seconds="60")
    asked = QUIZ_WORDS[0].asked.format(1)
    _look_for(page, asked)
    keep("quiz", asked)
    page.send("//skip 63")
    _look_for(page, QUIZ_WORDS[0].answered.format(1))


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
    Shot("compare", "model compare", {"first": "llama-3.1", "second": "olmo-2"}),
    Shot(
        "compare-zh",
        "model compare",
        {"first": "deepseek-r1", "second": "olmo-2", "third": "gpt-oss", "private": "True"},
        member="Lin",
    ),
    Shot("find", "model find", {"parts": "pre-training data", "kind": Pick("code", "Code")}),
    Shot("ranking", "model ranking", {"definition": Pick("European", "European Open Source AI Index")}),
    Shot(
        "fit",
        "model fit",
        presses=(
            "Yes, it stays with us",
            "We do, on one computer",
            "Yes, fine-tune it",
            "No need",
            "Yes, for everybody",
        ),
        turns=True,
    ),
    Shot("learn", "learn term", {"word": "open-weights"}),
    Shot("spectrum", "learn spectrum"),
    Walk("claim", _check_message),
    Shot("definitions", "model definitions"),
    Shot("about", "about"),
    *map(_quiz, QUIZ_WORDS),
    Shot("quiz-settings-zh", "settings", member="Lin", moderated=True),
)


_DATA, _CODE = "pre-training data", "training code"
GUIDE = (
    Shot(
        "find",
        "model find",
        {"parts": f"{_CODE}, {_DATA}", "commercial": Pick("every", "for everybody")},
    ),
    Shot("find-code", "model find", {"parts": _DATA, "kind": Pick("code", "Code")}),
    *(shot for shot in SHOTS if shot.name in ("fit", "ranking", "compare", "spectrum")),
    Shot("claim-llama", "claim", {"text": "Is Llama open source?"}),
    Walk("claim", _check_message),
    Shot("term", "learn term", {"word": "open-weights"}),
    Shot("who", "who", {"name": "person/elon-musk"}),
    Walk("quiz", _start_game),
)
"""The pictures of docs/guide.md, in the guide's order as far as it matters."""
GUIDE_SHARPNESS = 1.5
GUIDE_COLOURS = 128


def take(page: PreviewPage, shot: Shot, keep: Keep) -> list[Path]:
    """Do what a shot says on an open page, and save the answer; answers the files."""
    page.switch_member(shot.member)
    before = page.messages().count()
    page.slash(shot.command, **shot.options)
    page.wait_for_messages(before + 1)
    for label in shot.presses:
        before = page.messages().count()
        page.press(label)
        if not shot.turns:
            page.wait_for_messages(before + 1)
    return keep(shot.name, None)


def walk(page: PreviewPage, steps: Walk, keep: Keep) -> list[Path]:
    """Go a walk on an open page; answers the files that it kept."""
    files: list[Path] = []

    def keep_too(name: str, saying: str | None) -> list[Path]:
        saved = keep(name, saying)
        files.extend(saved)
        return saved

    steps.go(page, keep_too)
    return files


def _both(page: PreviewPage, folder: Path, width: str) -> Keep:
    """Keep the window and the answer."""

    def keep(name: str, saying: str | None) -> list[Path]:
        page.settle()
        page.show_latest()
        return [
            page.screenshot(folder / f"{name}-{width}-window.png"),
            page.screenshot_of_answer(folder / f"{name}-{width}-card.png", saying=saying),
        ]

    return keep


def _small(page: PreviewPage, folder: Path) -> Keep:
    """Keep the answer alone, in few colours."""

    def keep(name: str, saying: str | None) -> list[Path]:
        page.settle()
        page.show_latest()
        file = page.screenshot_of_answer(folder / f"guide-{name}.png", saying=saying)
        with Image.open(file) as taken:
            few = taken.convert("RGB").quantize(
                GUIDE_COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
            )
        few.save(file, optimize=True)
        return [file]

    return keep


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
    parser.add_argument("--guide", action="store_true", help="those of the guide, and no others")
    given = parser.parse_args(arguments)
    if given.guide:
        _take_all(GUIDE, PHONE, GUIDE_SHARPNESS, lambda page: _small(page, given.to))
        return
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

        def keeper(page: PreviewPage, width: str = width) -> Keep:
            return _both(page, given.to, width)

        _take_all(shots, size, sharpness, keeper)


def _take_all(
    shots: Sequence[Shot | Walk],
    size: tuple[int, int],
    sharpness: float,
    keeper: Callable[[PreviewPage], Keep],
) -> None:
    for command, some in (
        (PREVIEW, [shot for shot in shots if not _is_moderated(shot)]),
        (MODERATED, [shot for shot in shots if _is_moderated(shot)]),
    ):
        if not some:
            continue
        with preview(command=command) as process, chromium(size, sharpness=sharpness) as browser:
            page = PreviewPage(browser.pages[0]).open(process.urls["#models"])
            keep = keeper(page)
            for shot in some:
                for file in take(page, shot, keep) if isinstance(shot, Shot) else walk(page, shot, keep):
                    print(file)


def _is_moderated(shot: Shot | Walk) -> bool:
    return isinstance(shot, Shot) and shot.moderated


if __name__ == "__main__":
    main()
