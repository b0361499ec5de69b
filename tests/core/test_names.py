"""The name index: what a query leads to, and what it never does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.catalogue.documents import FamilyDocument, ModelDocument, OrganisationDocument
from bot.core.catalogue.names import FindingKind, NameIndex
from bot.core.catalogue.spelling import Kind, parts
from tests.core.name_samples import FAMILIES, MODELS, ORGANISATIONS

INDEX = NameIndex(MODELS, FAMILIES, ORGANISATIONS)
BY_SLUG = {model.slug: model for model in MODELS}


def offered(query: str) -> list[str]:
    return [candidate.slug for candidate in INDEX.find(query).candidates]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Llama 3.1", "llama-3.1"),
        ("llama3.1 405b", "llama-3.1"),
        ("LLaMA-3.1", "llama-3.1"),
        ("ＬＬＡＭＡ　３．１", "llama-3.1"),
        ("llama 3.1 instruct", "llama-3.1"),
        ("llama-3-1-8b", "llama-3.1"),
        ("Llama_3_1", "llama-3.1"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1"),
        ("https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct", "llama-3.1"),
        ("TheBloke/Llama-2-13B-chat-GGUF", "llama-2"),
        ("gptoss", "gpt-oss"),
        ("gpt oss 20b", "gpt-oss"),
        ("opus 4.7", "claude-opus-4.7"),
        ("claude opus 4 7", "claude-opus-4.7"),
        ("opus claude 4.7", "claude-opus-4.7"),
        ("qwen 2.5 coder 32b", "qwen2.5-coder"),
        ("mixtral8x7b", "mixtral-8x7b"),
        ("phi4", "phi-4"),
        ("gemma 3 27b it", "gemma-3"),
        ("gemma 3 27", "gemma-3"),
        ("sd 1.5", "stable-diffusion-1"),
        ("r1", "deepseek-r1"),
        ("deepseekr1", "deepseek-r1"),
        ("o3-mini", "o3-mini"),
        ("chatgpt 4o", "gpt-4o"),
        ("gpt 4 o", "gpt-4o"),
        ("gpt4omini", "gpt-4o-mini"),
        ("command r+", "command-r-plus"),
        ("command r plus", "command-r-plus"),
        ("bloom", "bloom"),
        ("llama 1", "llama"),
        ("llama31 8b", "llama-3.1"),
        ("文心一言4.5", "ernie-4.5"),
        ("is Llama 3.1 really open source?", "llama-3.1"),
    ],
)
def test_the_spellings_of_one_name_lead_to_one_version(typed: str, slug: str) -> None:
    finding = INDEX.find(typed)
    assert (finding.kind, finding.slug) == (FindingKind.MODEL, slug)
    assert finding.candidates[0].slug == slug
    assert finding.family == BY_SLUG[slug].family
    assert finding.organisation == BY_SLUG[slug].organisation


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("deapseek r1", "deepseek-r1"),
        ("clade opus 4.7", "claude-opus-4.7"),
        ("cluade 3.5 sonet", "claude-3.5-sonnet"),
        ("gtp 4", "gpt-4"),
        ("lama 3.1", "llama-3.1"),
        ("qwne 2.5 codr", "qwen2.5-coder"),
    ],
)
def test_slips_in_letters_are_forgiven(typed: str, slug: str) -> None:
    assert INDEX.find(typed).slug == slug


@pytest.mark.parametrize(
    ("typed", "family", "asked", "nearest"),
    [
        ("llama 3.7", "llama", "3.7", "llama-3.3"),
        ("gpt-6", "gpt", "6", "gpt-5"),
        ("claude opus 9", "claude", "9", "claude-opus-4.7"),
        ("deepseek r2", "deepseek", "r2", "deepseek-r1"),
        ("kimi k3", "kimi", "k3", "kimi-k2.5"),
        ("o5", "o-series", "o5", "o4-mini"),
        ("deepseek r1 0528", "deepseek", "r1 0528", "deepseek-r1"),
        ("lama 5", "llama", "5", "llama-4"),
    ],
)
def test_a_version_that_is_not_there_is_said_to_be_missing(typed: str, family: str, asked: str, nearest: str) -> None:
    finding = INDEX.find(typed)
    assert finding.kind is FindingKind.MISSING_VERSION
    assert (finding.slug, finding.family, finding.asked) == (None, family, asked)
    assert finding.candidates[0].slug == nearest


@pytest.mark.parametrize(
    ("typed", "family", "newest"),
    [
        ("llama", "llama", "llama-4"),
        ("LLaMA", "llama", "llama-4"),
        ("llama 70b", "llama", "llama-4"),
        ("the latest llama", "llama", "llama-4"),
        ("lama", "llama", "llama-4"),
        ("通义千问", "qwen", "qwen3"),
        ("mistral", "mistral", "mistral-large-2"),
        ("claude opus", "claude", "claude-opus-4.7"),
        ("qwen coder", "qwen", "qwen2.5-coder"),
        ("falcon 11b", "falcon", "falcon-180b"),
    ],
)
def test_a_family_without_a_version_offers_its_versions_newest_first(typed: str, family: str, newest: str) -> None:
    finding = INDEX.find(typed)
    assert (finding.kind, finding.slug, finding.family) == (FindingKind.FAMILY, None, family)
    assert finding.candidates[0].slug == newest
    dates = [BY_SLUG[candidate.slug].released or "" for candidate in finding.candidates]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(("typed", "organisation"), [("meta", "meta"), ("Facebook", "meta"), ("智谱", "zhipu-ai")])
def test_a_maker_alone_offers_what_it_made(typed: str, organisation: str) -> None:
    finding = INDEX.find(typed)
    assert (finding.kind, finding.family, finding.organisation) == (FindingKind.FAMILY, None, organisation)
    assert {BY_SLUG[candidate.slug].organisation for candidate in finding.candidates} == {organisation}


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("claude 4.6", {"claude-opus-4.6", "claude-sonnet-4.6"}),
        ("gemini 2.5", {"gemini-2.5-pro", "gemini-2.5-flash"}),
        ("hermes 4", {"hermes-4-70b", "hermes-4-405b"}),
    ],
)
def test_a_name_that_several_versions_share_gives_a_choice(typed: str, choice: set[str]) -> None:
    finding = INDEX.find(typed)
    assert (finding.kind, finding.slug) == (FindingKind.AMBIGUOUS, None)
    assert set(offered(typed)) == choice


def test_an_entry_for_one_size_goes_before_the_general_one() -> None:
    assert INDEX.find("hermes 4 405b").slug == "hermes-4-405b"
    assert INDEX.find("falcon 180b instruct").slug == "falcon-180b"
    assert INDEX.find("pythia chat base 7b").slug == "pythia-chat-base-7b"
    assert INDEX.find("pythia 12b").slug == "pythia"


def test_a_word_that_nobody_knows_is_never_passed_over() -> None:
    finding = INDEX.find("dolphin llama 3.1")
    assert (finding.kind, finding.slug) == (FindingKind.NONE, None)
    assert finding.candidates[0].slug == "llama-3.1"


def test_another_makers_model_on_a_llama_is_not_answered_with_llama() -> None:
    without = [model for model in MODELS if model.slug != "llama-3.1"]
    finding = NameIndex(without, FAMILIES, ORGANISATIONS).find("llama 3.1 70b")
    assert finding.slug is None
    assert (finding.kind, finding.family) == (FindingKind.MISSING_VERSION, "llama")


def test_the_number_in_a_makers_name_is_no_version() -> None:
    index = NameIndex([model for model in MODELS if model.slug != "olmo-2"], FAMILIES, ORGANISATIONS)
    assert index.find("ai2 olmo 2").slug is None
    assert INDEX.find("ai2 olmo 2").slug == "olmo-2"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "🙂🙂",
        "\u202e\u202d\u200f",
        "'; DROP TABLE models;--",
        "a" * 2000,
        "3.1",
        "70b",
        "1 2 3 4",
        "\x00",
        "/",
    ],
)
def test_nonsense_leads_nowhere_and_fails_nothing(typed: str) -> None:
    assert INDEX.find(typed).kind is FindingKind.NONE
    INDEX.complete(typed)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.slug)
def test_every_version_is_found_by_its_name_its_aliases_and_its_repositories(model: ModelDocument) -> None:
    for name in (model.name, model.slug, *model.aliases, *model.repositories):
        finding = INDEX.find(name, limit=50)
        if finding.kind is FindingKind.FAMILY:
            # The first of a family may bear the family's bare name, which leads to all of it.
            assert finding.family == model.family
            assert model.slug in [candidate.slug for candidate in finding.candidates]
        else:
            assert (finding.kind, finding.slug) == (FindingKind.MODEL, model.slug), name


@given(st.text(max_size=300))
def test_no_text_whatever_fails(text: str) -> None:
    finding = INDEX.find(text)
    assert (finding.slug is not None) == (finding.kind is FindingKind.MODEL)
    INDEX.complete(text)


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))


@given(
    family=st.sampled_from([family.name for family in FAMILIES]),
    line=st.sampled_from(["", " opus", " coder", " mini", " large", " flash"]),
    version=st.one_of(
        st.integers(0, 99).map(str),
        st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: f"{pair[0]}.{pair[1]}"),
    ),
    variant=st.sampled_from(["", " instruct", " gguf", " 4bit", " preview"]),
)
def test_an_answer_bears_the_version_that_was_asked_for(family: str, line: str, version: str, variant: str) -> None:
    finding = INDEX.find(f"{family}{line} {version}{variant}")
    if finding.slug is None:
        return
    model = BY_SLUG[finding.slug]
    names = (model.name, *model.aliases, *model.variants)
    wanted = _digits(version.removesuffix(".0")).lstrip("0") or "0"
    borne = {
        _digits(part.text)
        for name in names
        for part in parts(name)
        if part.kind is Kind.VERSION or (part.kind is Kind.SIZE and "." not in version and int(version) > 9)
    }
    is_first = wanted == "1" and model.name.casefold() == family.casefold()
    assert wanted in borne or is_first, (model.slug, version)


@given(st.text(alphabet="lamctgpiqwen o3.1-", max_size=12), st.integers(0, 40))
def test_suggestions_are_no_more_than_asked_for_and_each_once(typed: str, limit: int) -> None:
    suggested = INDEX.complete(typed, limit)
    assert len(suggested) <= limit
    assert len({candidate.slug for candidate in suggested}) == len(suggested)
    assert all(candidate.slug in BY_SLUG and 0 <= candidate.score <= 100 for candidate in suggested)
    assert all(0 < len(candidate.name) <= 100 for candidate in suggested)


def test_while_a_family_is_typed_its_newest_version_stands_first() -> None:
    assert [candidate.slug for candidate in INDEX.complete("llam")][:3] == ["llama-4", "llama-3.3", "llama-3.1"]
    assert [candidate.slug for candidate in INDEX.complete("opus 4")][:2] == ["claude-opus-4.7", "claude-opus-4.6"]


def test_a_name_typed_whole_stands_before_longer_ones() -> None:
    assert [candidate.slug for candidate in INDEX.complete("llama 3")][:2] == ["llama-3", "llama-3.3"]
    assert INDEX.complete("gpt-4")[0].slug == "gpt-4"


@pytest.mark.parametrize(
    ("typed", "slug"), [("deapse", "deepseek-r1"), ("coder qw", "qwen2.5-coder"), ("deepseek v", "deepseek-v3.1")]
)
def test_suggestions_forgive_order_and_slips(typed: str, slug: str) -> None:
    assert slug in [candidate.slug for candidate in INDEX.complete(typed)]


def test_nothing_typed_suggests_recent_versions_of_different_families() -> None:
    suggested = INDEX.complete("", 10)
    families = [BY_SLUG[candidate.slug].family for candidate in suggested]
    assert len(suggested) == 10
    assert len(set(families)) == len(families)
    assert {"claude", "llama", "gpt"} <= set(families)


def test_very_long_names_are_cut_to_what_a_suggestion_may_hold() -> None:
    long = ModelDocument(slug="long-1", name="Long " + "x" * 190, family="long", organisation="somebody")
    index = NameIndex([long], [], [])
    (suggested,) = index.complete("long")
    assert (len(suggested.name), suggested.name[-1]) == (100, "…")


def test_an_empty_catalogue_answers_too() -> None:
    index = NameIndex([], [], [])
    assert index.find("llama 3.1").kind is FindingKind.NONE
    assert index.complete("") == index.complete("llama") == ()


def test_a_family_without_a_file_is_known_by_its_slug() -> None:
    model = ModelDocument(slug="newcomer-2", name="Newcomer 2", family="newcomer", organisation="somebody")
    index = NameIndex([model], [], [])
    assert index.find("newcomer 2").slug == "newcomer-2"
    assert index.find("newcomer").family == "newcomer"
    assert index.find("newcomer 3").kind is FindingKind.MISSING_VERSION


def test_a_family_that_lists_its_lines_keeps_them_apart() -> None:
    family = FamilyDocument(slug="claude", name="Claude", organisation="anthropic", aliases=("Claude Opus",))
    maker = OrganisationDocument(slug="anthropic", name="Anthropic")
    index = NameIndex([model for model in MODELS if model.family == "claude"], [family], [maker])
    assert index.find("claude opus").candidates[0].slug == "claude-opus-4.7"
    assert index.find("opus 3.5").slug is None
    assert {candidate.slug for candidate in index.find("claude opus").candidates} == {
        "claude-3-opus",
        "claude-opus-4",
        "claude-opus-4.6",
        "claude-opus-4.7",
    }


def _index_of(*named: tuple[str, str]) -> NameIndex:
    """An index of versions given as name and family."""
    families = {family: FamilyDocument(slug=family, name=family, organisation="maker") for _, family in named}
    models = [
        ModelDocument(slug=f"m-{place}", name=name, family=family, organisation="maker")
        for place, (name, family) in enumerate(named)
    ]
    return NameIndex(models, families.values(), [OrganisationDocument(slug="maker", name="Maker")])


def test_names_that_differ_by_a_letter_are_not_slips_of_each_other() -> None:
    index = _index_of(("Ring-1T", "ring"), ("Veo 2", "veo"), ("RoBERTa Large", "roberta"), ("Arabic 2", "arabic"))
    for typed in ("ling 1t", "evo 2", "deberta large", "arctic 2"):
        assert index.find(typed).slug is None, typed


def test_a_word_such_as_open_is_not_passed_over_where_a_name_holds_it() -> None:
    index = _index_of(("Sora 1", "sora"), ("Sora 2", "sora"), ("Open-Sora 2", "open-sora"))
    assert index.find("is sora 2 open source").slug == "m-1"
    assert index.find("open sora 2").slug == "m-2"
    assert index.find("open sora 1").slug is None


def test_a_family_of_two_names_keeps_them_apart() -> None:
    index = _index_of(("Ling 1T", "ling-and-ring"), ("Ring 2", "ling-and-ring"))
    assert index.find("ling 2").slug is None
    assert index.find("ring 2").slug == "m-1"


def test_a_preview_is_not_the_release_that_came_of_it() -> None:
    index = _index_of(("Foo 3 Preview", "foo"), ("Foo 2", "foo"))
    assert index.find("foo 3").slug is None
    assert index.find("foo 3 preview").slug == "m-0"


def test_a_line_of_a_family_is_not_answered_with_another_line() -> None:
    index = _index_of(("Mistral Large 2", "mistral"), ("Pixtral Large 2411", "pixtral"), ("Pixtral 12B", "pixtral"))
    assert index.find("mistral large 2411").slug is None
    assert index.find("mistral large 2").slug == "m-0"


def test_a_word_that_several_families_bear_gives_a_choice() -> None:
    index = _index_of(("Foo Davinci", "foo"), ("Bar Davinci 2", "bar"))
    assert index.find("davinci").kind is FindingKind.AMBIGUOUS


def test_the_snapshots_of_an_interface_belong_to_their_version() -> None:
    assert INDEX.find("gpt-4o-2024-08-06").slug == "gpt-4o"
    assert INDEX.find("claude-3-5-sonnet-20241022").slug == "claude-3.5-sonnet"


@pytest.mark.parametrize("limit", [-1, 0, 1, 3])
def test_asking_for_few_candidates_changes_no_answer(limit: int) -> None:
    for typed in ("llama 70", "gemma 3 27", "llama 3.7", "claude", "gptoss", "dolphin llama 3.1"):
        whole, few = INDEX.find(typed, 50), INDEX.find(typed, limit)
        assert (few.kind, few.slug, few.family) == (whole.kind, whole.slug, whole.family)
        assert few.candidates == whole.candidates[: max(0, limit)]
