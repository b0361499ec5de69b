"""The definitions of open in use, one file each; a new one is a file and a line in the registry here."""

from collections.abc import Mapping

from bot.core.catalogue.resolve import Profile
from bot.core.definitions.everyday import EverydayQuestions
from bot.core.definitions.gradient import GradientOfRelease
from bot.core.definitions.mof import ModelOpennessFramework
from bot.core.definitions.osai import EuropeanIndex
from bot.core.definitions.osaid import OpenSourceAIDefinition
from bot.core.definitions.verdicts import Definition, Verdict

DEFINITIONS: Mapping[str, Definition] = {
    definition.name: definition
    for definition in (
        OpenSourceAIDefinition(),
        ModelOpennessFramework(),
        EuropeanIndex(),
        EverydayQuestions(),
        GradientOfRelease(),
    )
}
"""The registry, in the order of a card."""


def judge_all(profile: Profile) -> dict[str, Verdict]:
    """The verdict on a profile under every definition."""
    return {name: definition.judge(profile) for name, definition in DEFINITIONS.items()}
