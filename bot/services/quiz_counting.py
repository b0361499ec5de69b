"""What a round comes to, kept in one transaction: results, names, and how hard the question proved to be."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.quiz.questions import Question
from bot.core.quiz.rating import Rated, guess, unanswered, updated
from bot.core.quiz.scoring import Result
from bot.storage import quiz_results
from bot.storage.quiz_results import QuestionRating


async def count_round(
    connection: AsyncConnection,
    guild_id: int,
    source: str,
    round_: int,
    question: Question,
    results: Sequence[Result],
    names: Mapping[int, str],
) -> None:
    """Keep a round's results, or correct them: what is there already is not rated a second time.

    Args:
        connection: in a transaction for writing.
        guild_id: the server.
        source: what the round belongs to, see `quiz_results.game_source`.
        round_: its number there.
        question: what was asked.
        results: what each answer came to.
        names: of everybody who answered, as they are shown.
    """
    before = await quiz_results.results_of(connection, guild_id, source, round_)
    fresh = [result for result in results if result.member not in before]
    corrected = sum(result.right - before[result.member] for result in results if result.member in before)
    if fresh or corrected:
        stored = (await quiz_results.ratings(connection, [question.id])).get(question.id)
        asked, right = (stored.rated, stored.right) if stored else (unanswered(question.level), 0)
        players = await quiz_results.members(connection, guild_id, [result.member for result in fresh])
        rated: list[tuple[int, str, float]] = []
        for result in fresh:
            known = players.get(result.member)
            player, asked = updated(known.rated if known else Rated(), asked, result.right, guess(question))
            rated.append((result.member, names.get(result.member, known.name if known else ""), player.rating))
            right += result.right
        await quiz_results.put_ratings(connection, {question.id: QuestionRating(asked, right + corrected)})
        await quiz_results.put_members(connection, guild_id, rated)
    await quiz_results.put_results(connection, guild_id, source, round_, question, results)
