"""The claim that a model is under a certain licence."""

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import LicenceDocument
from bot.core.claims.kinds.kind import ClaimKind, Phrases
from bot.core.claims.saying import licence as say_licence
from bot.core.claims.tokens import tokens
from bot.core.claims.verdicts import Case, State, Verdict, together


def test(case: Case, licence: str | None) -> Verdict:
    """Compare with the licence of the weights on every side.

    False where another licence is named, or the weights are not handed out; misleading where the other one is a
    changed form of it (`Modified MIT`), or only another part of the release is under the one claimed; cannot tell
    where no source names the weights' licence.
    """
    claimed = case.profile.licences.get(licence or "")
    if claimed is None:
        return Verdict.CANNOT_TELL
    if case.weights is State.NO:
        verdict = Verdict.FALSE
    elif not case.licences:
        return Verdict.CANNOT_TELL
    else:
        verdict = together(_compared(claimed, other) for other in case.licences)
    if verdict is Verdict.FALSE and _elsewhere(claimed.slug, case):
        return Verdict.MISLEADING
    return verdict


def _compared(claimed: LicenceDocument, other: LicenceDocument) -> Verdict:
    if other.slug == claimed.slug:
        return Verdict.HOLDS
    if other.category == "unnamed":
        differs = None not in (claimed.any_use, other.any_use) and claimed.any_use != other.any_use
        return Verdict.FALSE if differs else Verdict.CANNOT_TELL
    words = {token.text for token in tokens(claimed.short)}
    if words <= {token.text for token in tokens(f"{other.short} {other.name}")}:
        return Verdict.MISLEADING
    return Verdict.CANNOT_TELL if claimed.generic or other.generic else Verdict.FALSE


def _elsewhere(claimed: str, case: Case) -> bool:
    parts = case.profile.parts.items()
    return any(
        side.licence == claimed
        for part, found in parts
        if part is not Component.FINAL_WEIGHTS
        for side in found.open_sides
    )


LICENCE = ClaimKind(
    name="licence",
    code="li",
    phrases={"en": Phrases(), "zh": Phrases()},
    test=test,
    half_denied=Verdict.MISLEADING,
    say=say_licence,
    strong=True,
    turns_on_licence=True,
)
