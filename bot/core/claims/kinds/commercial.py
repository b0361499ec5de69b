"""The claim that a model may be used commercially."""

from bot.core.catalogue.documents import Allowance
from bot.core.claims.kinds.kind import ClaimKind, Pair, Phrases
from bot.core.claims.saying import commercial
from bot.core.claims.verdicts import Case, State, Verdict, together

_VERDICTS = {
    Allowance.YES: Verdict.HOLDS,
    Allowance.LIMITED: Verdict.MISLEADING,
    Allowance.NO: Verdict.FALSE,
    Allowance.UNKNOWN: Verdict.CANNOT_TELL,
}


def test(case: Case, _licence: str | None) -> Verdict:
    """Read it off the licence of the weights; a service's own terms are not in the catalogue."""
    if case.weights is State.NO or not case.licences:
        return Verdict.CANNOT_TELL
    return together(_VERDICTS[licence.commercial] for licence in case.licences)


COMMERCIAL = ClaimKind(
    name="commercial",
    code="co",
    phrases={
        "en": Phrases(
            says=(
                "commercially usable",
                "commercial (use|usage)",
                "(|free )for commercial (use|usage)",
                "(for|in) commercial (purposes|projects|products|applications|settings)",
            ),
            denies=("non commercial(|ly| use| purposes)", "noncommercial(|ly| use)", "(for |)research (use |)only"),
            pairs=(
                Pair(
                    ("commercial (use|usage)",),
                    ("allowed", "permitted", "fine", "ok", "okay", "possible"),
                    ("forbidden", "prohibited", "banned", "disallowed", "ruled out"),
                ),
                Pair(
                    ("use", "used", "using", "deploy", "sell", "licensed", "allowed"),
                    ("commercially",),
                    either_way=False,
                ),
                Pair(("forbids", "prohibits", "bans", "disallows"), (), ("commercial (use|usage)",), either_way=False),
            ),
        ),
        "zh": Phrases(
            says=("商用", "商业(用途|使用|化使用)", "用于商业", "商业化"),
            denies=("(禁止|非|不可|不得|不能|不许|不允许|不可以|不准)(商用|商业用途|商业使用)", "仅(限|供)(研究|科研)"),
        ),
    },
    test=test,
    half_denied=Verdict.MISLEADING,
    say=commercial,
    turns_on_licence=True,
)
