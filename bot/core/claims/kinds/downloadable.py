"""The claim that one can download a model and run it oneself."""

from bot.core.catalogue.components import Component
from bot.core.claims.kinds.kind import ClaimKind, Pair, Phrases
from bot.core.claims.saying import download
from bot.core.claims.verdicts import Case, Verdict, by_state

_PLACES = (
    "locally",
    "offline",
    "at home",
    "on (my|your|our|their|his|her) (|own )(hardware|machine|machines|server|servers|gpu|gpus|laptop|computer|pc)",
    "on (|a )(laptop|desktop|consumer hardware|consumer gpu)",
    "on prem",
    "on premise(|s)",
)


def test(case: Case, _licence: str | None) -> Verdict:
    """Holds where anyone can get the weights, at once or after accepting terms."""
    return by_state(case, Component.FINAL_WEIGHTS)


DOWNLOADABLE = ClaimKind(
    name="downloadable",
    code="dl",
    phrases={
        "en": Phrases(
            says=(
                "downloadable",
                "self hosted",
                "self hostable",
                "be self hosted",
                "self host",
                "be downloaded",
                "download",
                "available (for|to) download",
            ),
            denies=("api only", "cloud only"),
            pairs=(
                Pair(
                    ("weights", "model weights", "checkpoints"),
                    ("(|publicly |freely )available", "available (for|to) download", "released", "downloadable"),
                    ("withheld",),
                ),
                Pair(("run", "runs", "running", "ran", "host", "deploy", "deployed", "hosted"), _PLACES),
            ),
        ),
        "zh": Phrases(
            says=(
                "(|可以|可|可供|免费)下载",
                "本地(运行|部署|跑|使用)",
                "离线(运行|使用|部署)",
                "私有化部署",
                "自(己|行)部署",
                "在本地(运行|部署|跑|使用)",
                "跑在本地",
            ),
        ),
    },
    test=test,
    half_denied=Verdict.MISLEADING,
    say=download,
    definitions=("gradient",),
)
