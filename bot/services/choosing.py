"""The use case of choosing: put the catalogue before the rule."""

from bot.core import choosing
from bot.core.catalogue.documents import ModelDocument
from bot.core.catalogue.finding import Known
from bot.core.choosing import Choice, Wishes
from bot.core.definitions import judge_all
from bot.services.answers import Answers


def choose(answers: Answers, needed: Wishes) -> Choice:
    """What is known to fit, from memory."""
    return choosing.choose(needed, [_known(answers, model) for model in answers.catalogue.models.values()])


def _known(answers: Answers, model: ModelDocument) -> Known:
    catalogue, slug = answers.catalogue, model.slug

    def verdicts():
        answer = answers.model(slug)
        return answer.verdicts if answer else judge_all(catalogue.profile(slug))

    return Known(model, catalogue.organisations[model.organisation], lambda: catalogue.profile(slug), verdicts)
