"""Whatever the sources say, the answer has words in every language: no combination of facts lacks its sentence."""

from hypothesis import given, settings

from bot.core.catalogue.documents import FamilyDocument, ModelDocument, OrganisationDocument
from bot.core.catalogue.resolve import resolve
from bot.core.definitions import judge_all
from bot.core.headline import headline
from bot.i18n import LANGUAGES, words
from bot.services.answers import ModelAnswer
from bot.services.wording import headline_text, published_text, requirements, verdict_text
from tests.core.catalogues import LICENCES, SOURCES, anything_said, models_of


@settings(max_examples=300, deadline=None)
@given(models_of(anything_said))
def test_any_profile_gets_a_first_line_and_verdicts_in_words(document: ModelDocument):
    profile = resolve(document, LICENCES, SOURCES)
    verdicts = judge_all(profile)
    answer = ModelAnswer(
        model=document,
        family=FamilyDocument(slug="some-model", name="Some Model", organisation="maker"),
        organisation=OrganisationDocument(slug="maker", name="Maker"),
        profile=profile,
        verdicts=verdicts,
        headline=headline(profile, verdicts["gradient"], verdicts["osaid"]),
        versions=(document,),
        records=(),
    )
    for language in LANGUAGES:
        text = words(language)
        line = headline_text(answer, text)
        assert line.strip()
        assert "None" not in line
        assert "{" not in line
        for verdict in verdicts.values():
            assert "{" not in verdict_text(verdict, answer, text)
            for named in (verdict.met, verdict.partly, verdict.missing, verdict.unknown, verdict.disputed):
                requirements(verdict, named, text)
            for item in verdict.published:
                published_text(item, text)
