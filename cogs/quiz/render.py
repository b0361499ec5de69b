"""Questions, reveals and results in words. No decisions: what is right and who leads comes from the core."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from bot.core.quiz.events import Pace, Why
from bot.core.quiz.game import Game
from bot.core.quiz.questions import Question
from bot.core.quiz.scoring import Result, Score, ranks, results, standing, team_standing
from bot.i18n import Words
from bot.services.quiz_wording import say
from cogs.shared.pictures.podium import PodiumPicture, PodiumPlace, can_show
from cogs.shared.text import link, plain, shortened

LETTERS = "ABCDE"
TEAM_SIGNS = ("●", "▲", "■", "◆")
_WIDEST_LABEL = 40
"""Columns that a button's label may take so that the whole option stands on it; a phone shows about as many."""
_MOST_NAMES = 8
_MOST_STANDING = 5
MOST_PLACES = 10


def escaped(value: str) -> str:
    """A name or a quote as it is, made safe."""
    return plain(value, 900)


def _plainly(value: str) -> str:
    return value


def columns(value: str) -> int:
    """How wide a text is drawn: Chinese characters take two columns."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in value)


def option_text(question: Question, index: int, text: Words) -> str:
    """An option as it stands on a button or in a menu, where nothing is marked up."""
    return say(question.options[index].said, text, _plainly)


def on_buttons(question: Question, text: Words) -> bool:
    """Whether every option is short enough to stand on its button."""
    widths = [columns(option_text(question, index, text)) for index in range(len(question.options))]
    return max(widths) <= _WIDEST_LABEL


def button_label(question: Question, index: int, text: Words) -> str:
    """The words on an option's button."""
    if not on_buttons(question, text):
        return LETTERS[index]
    return shortened(f"{LETTERS[index]} · {option_text(question, index, text)}", 80)


def choice_text(question: Question, choice: Sequence[int], text: Words) -> str:
    """A chosen answer, marked up: its letter and words, or the letters in their order."""
    if question.form == "order":
        return "**" + " → ".join(LETTERS[index] for index in choice) + "**"
    index = choice[0]
    return f"**{LETTERS[index]} · {say(question.options[index].said, text, escaped)}**"


def asked(question: Question, text: Words, *, listed: bool) -> str:
    """The prompt with what stands under it; with `listed`, the options too."""
    lines = [f"**{say(question.prompt, text, escaped)}**"]
    if question.detail is not None:
        lines += [f"> {line}" for line in say(question.detail, text, escaped).splitlines()]
    if listed:
        lines.append("")
        lines += [
            f"{LETTERS[index]} · {say(option.said, text, escaped)}" for index, option in enumerate(question.options)
        ]
    return "\n".join(lines)


def marks(question: Question, text: Words) -> str:
    """Subject and level in a few words: `Licences · medium`."""
    return f"{text(f'quiz.subject.{question.subject}')} · {text(f'quiz.level.{question.level}')}"


def countdown(deadline: datetime | None, text: Words, pace: Pace) -> str:
    """When the question closes, by Discord's own clock, and what one may do until then."""
    if deadline is None:
        return text(f"quiz.untimed.{pace}")
    # Discord rounds down; a question must never seem open when it is not.
    return text(f"quiz.closes.{pace}", when=f"<t:{int(deadline.timestamp())}:R>")


def question_blocks(game: Game, number: int, text: Words) -> list[str]:
    """An open question."""
    question, round_ = game.questions[number], game.rounds[number]
    heading = text("quiz.heading", number=number + 1, count=len(game.questions), about=marks(question, text))
    listed = question.form == "order" or not on_buttons(question, text)
    return [
        f"-# {heading}\n{asked(question, text, listed=listed)}",
        f"-# {countdown(round_.deadline, text, game.rules.pace)}",
    ]


def answer_lines(question: Question, counts: Counter[tuple[int, ...]], text: Words) -> str:
    """The right answer, first and large, and how many chose it."""
    if question.form == "order":
        lines = [
            f"{place}. **{say(question.options[index].said, text, escaped)}**"
            for place, index in enumerate(question.answer, start=1)
        ]
        return "\n".join([f"✓ {text('quiz.right_order')}", *lines])
    index = question.answer[0]
    return (
        f"### ✓ {LETTERS[index]} · {say(question.options[index].said, text, escaped)}{_votes(counts[(index,)], text)}"
    )


def wrong_lines(question: Question, counts: Counter[tuple[int, ...]], text: Words) -> str:
    """The other options, small, and how many chose which; empty for an order, which has none."""
    if question.form == "order":
        return ""
    return "\n".join(
        f"-# ✕ {LETTERS[index]} · {say(option.said, text, escaped)}{_votes(counts[(index,)], text)}"
        for index, option in enumerate(question.options)
        if not question.right((index,))
    )


def numbered(number: int) -> str:
    """A number before a line that Discord leaves as it is: it counts lists by itself, and knows no ties or gaps."""
    return f"{number}\\."


def _votes(count: int, text: Words) -> str:
    return f" · {text.many('quiz.chose', count)}" if count else ""


def right_answer(question: Question, text: Words) -> str:
    """The right answer alone, within a line."""
    return "✓ **" + " → ".join(say(question.options[index].said, text, escaped) for index in question.answer) + "**"


def answered_blocks(
    question: Question, counts: Counter[tuple[int, ...]], heading: str, who: str, text: Words
) -> list[str]:
    """A question whose answer is out: the answer and who had it, then what was asked, then why."""
    others = wrong_lines(question, counts, text)
    if others and question.detail is not None:
        # What stands right under a quote would read as a part of it.
        others = f"\n{others}"
    return [
        f"-# {heading}\n{answer_lines(question, counts, text)}\n{who}".rstrip(),
        "\n".join([asked(question, text, listed=False), *([others] if others else [])]),
        evidence(question, text),
    ]


def evidence(question: Question, text: Words) -> str:
    """Why the answer is right, and where that can be read."""
    titles: set[str] = set()
    links: list[str] = []
    for source in question.sources[:3]:
        title = say(source.title, text, _plainly)
        # Several reports of one event carry its title; after the first their sites tell them apart.
        shown = urlsplit(source.link).hostname or title if title in titles else title
        titles.add(title)
        links.append(link(plain(shown, 60), source.link))
    sources = " · ".join(links)
    return f"{say(question.explanation, text, escaped)}\n-# {text('quiz.source', sources=sources)}"


def named(names: Sequence[str], text: Words) -> str:
    """Some names, the first of many."""
    shown = [plain(name, 32) for name in names[:_MOST_NAMES]]
    if len(names) > len(shown):
        shown.append(text.many("quiz.others", len(names) - len(shown)))
    return text.listing(shown)


def who_was_right(found: Sequence[Result], game: Game, text: Words) -> str:
    """The line that everybody looks for."""
    right = [result for result in found if result.right]
    if not found:
        return text("quiz.nobody_answered")
    if not right:
        return text("quiz.nobody_right")
    if game.rules.pace is Pace.FIRST:
        return text("quiz.first", name=plain(game.names[right[0].member], 32))
    names = named([game.names[result.member] for result in right], text)
    return text("quiz.right", names=names, right=len(right), answered=len(found))


def standing_line(game: Game, text: Words) -> str:
    """Who leads, in one small line; empty while nobody has answered."""
    if game.rules.teams:
        teams = [
            f"{TEAM_SIGNS[team.team]} {text(f'quiz.team.{team.team}')} {team.points:g}"
            for team in team_standing(game)
            if team.members
        ]
        return f"-# {text('quiz.standing', places=' · '.join(teams))}" if teams else ""
    scores = standing(game)[:_MOST_STANDING]
    if not scores:
        return ""
    given = ranks(score.points for score in scores)
    places = [
        f"{rank}. {plain(game.names[score.member], 24)} {score.points}"
        for rank, score in zip(given, scores, strict=True)
    ]
    return f"-# {text('quiz.standing', places=' · '.join(places))}"


def reveal_blocks(game: Game, number: int, text: Words) -> list[str]:
    """A question whose answer is out."""
    question = game.questions[number]
    found = results(game, number)
    counts = Counter(result.choice for result in found)
    heading = text("quiz.heading.answer", number=number + 1, count=len(game.questions), about=marks(question, text))
    last = number + 1 >= len(game.questions)
    after = text("quiz.result_follows" if last else "quiz.next_follows")
    standing_now = standing_line(game, text)
    return [
        *answered_blocks(question, counts, heading, who_was_right(found, game, text), text),
        "\n".join([*([standing_now] if standing_now else []), f"-# {after}"]),
    ]


def withdrawn_blocks(game: Game, number: int, text: Words, *, skipped: bool) -> list[str]:
    """A question that does not count."""
    question = game.questions[number]
    heading = text("quiz.heading", number=number + 1, count=len(game.questions), about=marks(question, text))
    said = text("quiz.withdrawn.skipped" if skipped else "quiz.withdrawn.stopped")
    return answered_blocks(question, Counter(), heading, said, text)


def winners(game: Game, text: Words) -> str:
    """The first line of a result."""
    if game.rules.teams:
        teams = [team for team in team_standing(game) if team.members and team.points > 0]
        if not teams:
            return text("quiz.won.nobody")
        best = [text(f"quiz.team.{team.team}") for team in teams if team.points == teams[0].points]
        key = "quiz.won.team" if len(best) == 1 else "quiz.won.teams"
        return text(key, names=text.listing(best), points=f"{teams[0].points:g}")
    scores = standing(game)
    if not scores or not scores[0].points:
        return text("quiz.won.nobody")
    best = [plain(game.names[score.member], 32) for score in scores if score.points == scores[0].points]
    if len(scores) == 1:
        return text("quiz.won.alone", names=best[0], right=scores[0].right, answered=scores[0].answered)
    key = "quiz.won" if len(best) == 1 else "quiz.won.shared"
    return text.many(key, scores[0].points, names=text.listing(best))


def finish_blocks(game: Game, why: Why, text: Words) -> list[str]:
    """How a game went. Without a word on the end where it simply came."""
    lines = [f"## {winners(game, text)}"]
    if why is not Why.FINISHED:
        lines.append(text(f"quiz.ended.{why}"))
    scores = standing(game)
    if not scores:
        return ["\n".join(lines)]
    given = ranks(score.points for score in scores)
    rows = [
        f"{numbered(rank)} **{plain(game.names[score.member], 32)}** · {_score_word(score, text)}"
        for rank, score in zip(given[:MOST_PLACES], scores, strict=False)
    ]
    more = len(scores) - len(rows)
    if more > 0:
        rows.append(f"-# {text.many('quiz.more_players', more)}")
    return ["\n".join(lines), "\n".join(rows)]


def _score_word(score: Score, text: Words) -> str:
    points = text.many("quiz.points", score.points)
    return text("quiz.score", points=points, right=score.right, answered=score.answered)


def _drawable(name: str, place: int, text: Words) -> str:
    """A name as the picture can show it; the list under the picture has every name as it is."""
    return name if can_show(name, text.language) else text("quiz.player", number=place)


def hardest(game: Game) -> list[int]:
    """The questions that most got wrong, the worst first: what to read next."""
    shares: list[tuple[float, int]] = []
    for number in range(len(game.rounds)):
        found = results(game, number)
        if found:
            shares.append((sum(result.right for result in found) / len(found), number))
    return [number for share, number in sorted(shares) if share < 1]


def podium_of(game: Game, text: Words) -> PodiumPicture | None:
    """The picture of a result; None where nobody has a point."""
    if game.rules.teams:
        teams = [team for team in team_standing(game) if team.members]
        places = [
            PodiumPlace(
                rank,
                f"{TEAM_SIGNS[team.team]} {text(f'quiz.team.{team.team}')}",
                text.many("quiz.points", round(team.points)),
                named([game.names[member] for member in team.members if member in game.names], text),
            )
            for rank, team in zip(ranks(team.points for team in teams), teams, strict=True)
        ]
        scored = any(team.points for team in teams)
    else:
        scores = standing(game)[:MOST_PLACES]
        places = [
            PodiumPlace(
                rank,
                _drawable(game.names[score.member], place, text),
                text.many("quiz.points", score.points),
                text("quiz.of", right=score.right, answered=score.answered),
            )
            for place, (rank, score) in enumerate(
                zip(ranks(score.points for score in scores), scores, strict=True), start=1
            )
        ]
        scored = any(score.points for score in scores)
    if not scored:
        return None
    caption = text.many("quiz.podium.caption", len(game.rounds))
    return PodiumPicture(text("quiz.podium.title"), caption, tuple(places), text.language)
