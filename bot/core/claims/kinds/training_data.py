"""The claim that a model's training data is public."""

from bot.core.catalogue.components import Component
from bot.core.claims.kinds.kind import ClaimKind, Pair, Phrases
from bot.core.claims.saying import data, data_state
from bot.core.claims.verdicts import Case, State, Verdict, by_state

OUT = ("(|publicly )(public|open|open source|open sourced|released|available|published|disclosed|downloadable|shared)",)
"""Words for a part that is handed out."""
HELD_BACK = ("secret", "closed", "private", "undisclosed", "hidden", "withheld", "proprietary", "unavailable")
"""Words for one that is not."""
OUT_ZH = ("公开", "开放", "开源", "发布", "公布", "放出", "可以下载", "可下载")
HELD_BACK_ZH = ("保密", "不公开", "未公开", "没公开", "没有公开", "私有")


def test(case: Case, _licence: str | None) -> Verdict:
    """Look at the pre-training data under every side, and at the post-training data where that is known."""
    verdict = by_state(case, Component.PRETRAINING_DATA)
    if verdict in (Verdict.HOLDS, Verdict.FALSE) and data_state(case) is State.PART:
        return Verdict.MISLEADING
    return verdict


TRAINING_DATA = ClaimKind(
    name="training_data",
    code="td",
    phrases={
        "en": Phrases(
            says=("open training data(|set|sets)", "open (pretraining|pre training) data", "open data"),
            pairs=(
                Pair(
                    (
                        "training data(|set|sets)",
                        "(pretraining|pre training) data(|set|sets)",
                        "training (set|corpus|corpora)",
                        "data(|set|sets)",
                    ),
                    OUT,
                    HELD_BACK,
                ),
            ),
        ),
        "zh": Phrases(
            says=("开放训练数据", "公开训练数据"),
            pairs=(
                Pair(
                    ("训练数据(|集)", "预训练数据", "训练语料", "训练集", "数据集", "数据"),
                    OUT_ZH,
                    HELD_BACK_ZH,
                    either_way=False,
                ),
            ),
        ),
    },
    test=test,
    half_denied=Verdict.MISLEADING,
    say=data,
    components=(Component.PRETRAINING_DATA, Component.POSTTRAINING_DATA),
    strong=True,
)
