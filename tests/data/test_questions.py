"""The written questions and terms: as many as promised, at every level, each with its sources."""

from collections import Counter

import pytest

from bot.core.quiz.questions import Subject
from bot.resources import data_folder
from bot.storage.datafiles import DataSet, read_folder


@pytest.fixture(scope="module")
def documents() -> DataSet:
    found, faults = read_folder(data_folder())
    assert not faults
    return found


def test_there_are_as_many_written_questions_as_promised_at_three_levels(documents: DataSet):
    levels = Counter(question.level for question in documents.questions.values())
    assert sum(levels.values()) >= 150
    assert min(levels[level] for level in (1, 2, 3)) >= 30
    assert {question.subject for question in documents.questions.values()} == set(Subject)


def test_there_are_as_many_terms_as_promised_and_each_leads_on(documents: DataSet):
    assert len(documents.terms) >= 70
    assert all(term.see_also for term in documents.terms.values())


def test_the_right_answer_is_not_told_by_its_length(documents: DataSet):
    """If players who always take the longest option did much better than chance, length would be a hint."""
    choices = [question for question in documents.questions.values() if question.right]
    for language in ("en", "zh-CN"):
        longest = 0
        for question in choices:
            assert question.right
            wrong = max(len(option.in_language(language)) for option in question.wrong)
            longest += len(question.right.in_language(language)) > wrong
        assert longest / len(choices) < 0.4, language


def test_an_explanation_does_not_only_repeat_the_answer(documents: DataSet):
    for question in documents.questions.values():
        if question.right:
            for language in ("en", "zh-CN"):
                assert question.explanation.in_language(language) != question.right.in_language(language)
