"""Names of models that are common words too, as a small table, and the words that tell which is meant.

A name that is not in the table means its model wherever it stands as a whole word.
"""

# fmt: off
NEEDS_COMPANY = frozenset(
    (
        "llama", "llamas", "falcon", "gemini", "phi", "yi", "amber", "bloom", "dolly", "koala", "alpaca", "vicuna",
        "orca", "aya", "aria", "bark", "crystal", "chai", "chameleon", "flamingo", "galactica", "gato", "gopher",
        "granite", "starling", "zephyr", "orion", "cosmos", "codex", "firefly", "hermes", "mercury", "maya", "nova",
        "palm", "solar", "titan", "trinity", "viking", "whisper", "arctic", "beluga", "luminous", "inflection",
        "imagen", "lumo", "claire", "lucie", "saul", "mamba", "mochi", "kling", "guru", "jurassic", "megatron",
        "plato", "pythia", "persimmon", "poro", "jiang", "yuan", "bert", "sora", "suno", "step video", "sea lion",
        "black mamba", "red pajama", "open assistant", "open chat", "open journey", "open calm", "neural chat",
        "movie gen", "bard", "stable audio", "segment anything", "map neo", "muse", "marin", "apple intelligence",
        "bria", "salamandra", "minerva", "trinity large", "fuyu", "lyria", "kimi", "ernie", "reka", "tulu", "clip",
        "opt", "rave", "glam", "noor", "silo", "forge", "swe", "wan", "bit net", "o series", "long cat", "next step",
        "seamless", "opus", "sonnet", "haiku", "豆 包", "盘 古", "天 工", "悟 道", "文 心", "即 梦", "混 元",
        "日 日 新", "可 灵", "千 问", "阶 跃 星 辰",
    )
)
"""As tokens. They mean the model with a version or size, or in the company of words of the field."""

NEVER_ALONE = frozenset(
    (
        "step", "ring", "ling", "command", "dots", "eleven", "neo", "sd", "swe", "wan", "glam", "evo", "clip",
        "forge", "noor", "puli", "rave", "silo", "seamless", "magnet", "magenta", "marco", "opt", "seed", "pi",
        "turbo", "mini", "nano", "large", "small", "medium", "flash", "pro", "base", "solar", "muse",
    )
)
"""Words too common to mean a model by themselves, or with a number after a blank: `step 2`, `command line`.

With its own capitals (`OPT`) such a name is treated as the ones above.
"""

CAPITALISED = frozenset(
    (
        "llama", "falcon", "alpaca", "vicuna", "koala", "orca", "chameleon", "flamingo", "starling", "granite",
        "whisper",
    )
)
"""Common nouns: with a capital inside a sentence, and any claim there, they are names."""

FIELD = (
    "model", "models", "llm", "llms", "lms", "ai", "weights", "checkpoint", "checkpoints", "parameters",
    "open weights", "fine tune", "fine tuned", "finetune", "finetuned", "inference", "gpu", "vram", "gguf",
    "quantized", "hugging face", "huggingface", "ollama", "llama cpp", "lm studio", "prompt", "prompts", "tokens",
    "chatbot", "chatgpt", "openai", "anthropic", "deepmind", "osaid", "training data", "training code",
    "pretraining", "transformer", "benchmark", "benchmarks", "rlhf", "embeddings", "open model", "language model",
    "machine learning", "neural", "模型", "大模型", "权重", "训练", "参数", "推理", "微调", "人工智能", "大语言模型",
    "显卡", "显存",
)
"""Words of the field: company that shows that a model is meant."""

NO_MODEL_AFTER = frozenset(
    (
        "code", "cli", "sdk", "app", "apps", "index", "factory", "cpp", "desktop", "cookbook", "farm", "zoo",
        "monet", "shannon", "debussy", "constellation", "alert", "wool", "plugin", "extension", "website", "line",
        "prompt", "season", "watch", "agent", "agents", "api", "studio", "playground", "subscription", "island",
        "rising", "hub", "stack", "recipes", "license", "licence", "imagine", "artifacts", "canvas", "search",
    )
)
"""Behind a name that is a family's, these make it a product, a tool or another thing altogether."""

LIKENESS = frozenset(
    (
        "based", "like", "style", "level", "class", "powered", "compatible", "killer", "killers", "derived",
        "generated", "backed", "inspired", "esque", "adjacent", "written", "assisted",
    )
)
"""Behind any name, these make it a likeness: `GPT-4-level`, `Llama-based`."""

OTHER_THINGS = frozenset(
    (
        "falcon 9", "gemini 8", "gemini 12", "titan 2", "command 2",
    )
)
"""Rockets and the like, which have a model's name and a number."""

VARIANTS = frozenset(
    (
        "mini", "nano", "pro", "max", "ultra", "flash", "lite", "turbo", "large", "small", "medium", "tiny", "coder",
        "math", "vl", "vision", "audio", "omni", "thinking", "reasoning", "distill", "guard", "embed", "embedding",
        "image", "video", "tts", "asr", "plus", "next", "exp", "scout", "maverick", "behemoth", "codex", "realtime",
        "instant", "nemotron", "opus", "sonnet", "haiku", "air", "spark", "terminus", "research", "chat", "preview",
    )
)
"""Words that, behind a version's name, may make another version of it."""
# fmt: on
