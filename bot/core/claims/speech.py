"""The words around a claim, as a table: what denies it, asks it, or takes it back. Which words claim stands in `kinds`.

A new way to say one of these is a word here; hyphens and blanks make no difference, `(a|b)` gives alternatives.
"""

from collections import defaultdict
from enum import Enum

from bot.core.claims.tokens import pattern, spelled_out


class Mark(Enum):
    """What a word or phrase does to the claims beside it."""

    DENIES = "denies"
    """Denies the claim that follows in its clause: `is not`."""
    DENIES_ALL = "denies_all"
    """Denies whatever follows in the sentence: `it's not true that`."""
    NO_DENIAL = "no_denial"
    """Looks like a denial and is none: `not only`."""
    ASKS = "asks"
    """Makes the sentence a question, in Chinese also without its mark."""
    UNREAL = "unreal"
    """Makes all claims of its sentence conditions, wishes or sarcasm: they are left alone."""
    FUTURE = "future"
    """Makes the claim that follows in its clause a plan, a duty or a guess: it is left alone."""
    TURNS = "turns"
    """Begins a new clause: `but`."""
    OR = "or"
    """Joins a claim to the one before, denial and all: `not open source or open weights`."""
    AND = "and"
    """Joins names into one subject."""
    SETS_APART = "sets_apart"
    """The name behind it is what something is compared with or made from, and not what is claimed about."""
    LINKS = "links"
    """Says something of the name before it: `is`, `as`."""
    OTHER = "other"
    """A subject that is no model: what follows is not said of the name before it."""
    NOT_A_CLAIM = "not_a_claim"
    """Holds words of a claim and claims nothing: `open source community`, `open to`."""
    EXAMPLES = "examples"
    """Stands between a claim and the names that it is about: `open models like`."""
    IT = "it"
    """Takes up the name of the sentence before."""
    NEITHER = "neither"
    """Denies, of the name behind it, what was said before: left alone."""
    UNABLE = "unable"
    """Says what somebody cannot do themselves, which denies nothing of the model: `I can't`."""


# fmt: off
_ENGLISH: dict[Mark, tuple[str, ...]] = {
    Mark.DENIES: (
        "not", "isn t", "isnt", "aren t", "arent", "wasn t", "wasnt", "weren t", "never", "no", "doesn t", "doesnt",
        "don t", "didn t", "didnt", "hasn t", "hasnt", "haven t", "can t", "cannot", "cant", "couldn t", "won t",
        "without", "nor", "neither", "hardly", "anything but", "far from", "no longer", "ain t", "lacks", "none of",
        "refuse(d|s) to", "nowhere near",
    ),
    Mark.DENIES_ALL: (
        "not true that", "isn t true that", "not the case that", "false that", "wrong that", "a myth that",
        "untrue that", "a lie that", "don t think", "dont think", "don t believe", "doubt that", "doesn t mean",
        "doesnt mean", "does not mean", "not mean that",
    ),
    Mark.NO_DENIAL: (
        "not only", "not just", "not merely", "no doubt", "no wonder", "not to mention", "why not", "no idea",
        "not sure", "no matter", "no problem",
    ),
    Mark.ASKS: (
        "anyone know(|s) if", "anybody know(|s) if", "does anyone know if", "wonder if", "wondering if",
        "do you know if", "not sure if", "can someone tell me if", "anyone know whether", "wondering whether",
    ),
    Mark.UNREAL: (
        "that s (wrong|false|not true|a lie|bs|nonsense)", "which is (wrong|false|not true|a lie|nonsense)", "if",
        "unless", "wish", "wishes", "wished", "imagine", "suppose", "supposing", "hope", "hopes", "hoping",
        "hopefully", "would be", "would love", "assuming", "pretend", "as if", "yeah right", "sure jan", "lmao",
        "rofl", "and (i m|im|i am) the", "when pigs fly", "so called", "in name only", "my ass", "imo", "imho",
        "in my (opinion|view|book)", "stop (calling|saying|pretending)", "quit calling", "since when", "suuure",
        "oh sure", "sure buddy", "lol sure", "sure lol", "what if", "april fool(|s)", "joke", "kidding", "jk",
        "i demand", "let s pretend", "petition to", "open washing", "openwashing",
    ),
    Mark.FUTURE: (
        "high time", "time to", "should", "shouldn t", "should ve", "ought", "would", "wouldn t", "will", "ll",
        "won t", "gonna", "going to", "might", "may", "may be", "maybe", "perhaps", "probably", "possibly",
        "could be", "could have", "could become", "must", "want", "wants", "wanted", "need(|s) to", "please",
        "plan(|s|ned|ning) to", "promise(d|s) to", "about to", "soon", "someday", "one day", "eventually",
        "next (year|month|week)", "let s", "rumou(|r)r(|s|ed)", "rumor(|s|ed)", "supposedly", "allegedly",
        "consider(|s|ing|ed)", "intend(|s|ed) to", "has to", "have to", "better be", "vote", "expected to",
        "tomorrow", "more", "less", "most", "least", "enough", "too",
    ),
    Mark.TURNS: (
        "vs", "versus", "but", "while", "whereas", "although", "though", "however", "yet", "because", "since",
        "so that",
    ),
    Mark.OR: (
        "or", "nor", "or even",
    ),
    Mark.AND: (
        "and", "as well as", "plus",
    ),
    Mark.SETS_APART: (
        "unlike", "than", "compared (to|with)", "instead of", "rather than", "based on", "built on",
        "fine tun(e|ed) (of|on|from)", "finetun(e|ed) (of|on|from)", "distilled from", "derived from",
        "trained (on|with)", "alternative(|s) to", "replacement for", "clone of", "version of",
        "competitor(|s) (to|of)", "similar to", "replica of", "reproduction of", "rival(|s) (to|of)", "answer to",
        "as good as", "on par with", "beats", "beat", "outperforms", "with the help of", "using", "via",
        "powered by", "app with", "software with", "code with", "tool for", "frontend for", "wrapper (for|around)",
        "like the", "switch(|ed) from", "moved from",
    ),
    Mark.LINKS: (
        "is", "are", "was", "were", "s", "re", "be", "been", "being", "as", "has", "have", "had", "comes", "come",
        "ship", "ships", "got", "remains", "stays", "becomes", "became", "went", "goes", "isn", "aren", "wasn",
        "weren", "isnt", "arent", "wasnt", "isn t", "aren t", "wasn t", "weren t", "hasn t", "it s", "they re",
        "considered", "called", "counts", "makes", "uses", "provides", "offers", "has got", "ain", "gives",
        "released", "publishes", "means",
    ),
    Mark.OTHER: (
        "championed", "champions", "embrace(|s|d)", "promote(|s|d)", "advocate(|s|d)", "push(es|ed|ing)", "profited",
        "contribute(|s|d)", "invest(|s|ed)", "favo(|u)r(|s)", "better", "worse", "good (for|at)", "great (for|at)",
        "best", "fan of", "fans", "community", "company", "team", "ecosystem", "user", "users", "people",
        "developers", "competitor(|s)", "rival(|s)", "tool", "tools", "library", "libraries", "framework", "app",
        "apps", "wrapper", "client", "plugin", "repo", "repository", "benchmark(|s)", "paper", "tokenizer", "engine",
        "farm", "zoo", "website", "site", "api", "wrote", "write", "writing", "love", "loves", "like", "likes",
        "hate", "hates", "supports", "support", "prefer", "prefers", "helps", "help", "killed", "kills", "beat",
        "beats", "against", "about", "for (|writing|building|an|a|the|your|my)", "who", "everyone", "everybody",
        "competes", "proved", "inspired", "said", "says that", "told", "thinks", "believes", "enabled", "logo",
        "firmware", "watch", "drivers", "driver", "than", "clones", "alternatives", "alternative",
        "my (|own )(code|project|app|bot)", "i (am|m)",
    ),
    Mark.NOT_A_CLAIM: (
        "open source (ai|research|champion|champions)", "restriction(|s) on commercial (use|usage)",
        "open source (community|communities|ecosystem|movement|world|scene|people|advocate)",
        "open source (advocates|tool|tools|software|library|libraries|framework|frameworks|app)",
        "open source (apps|alternative|alternatives|competitor|competitors|contributor)",
        "open source (contributors|developer|developers|friendly|initiative|definition)",
        "open source (ai definition|projects|strategy|summit|foundation|replacement|clone|clones)",
        "open source (version of|inference|engine|firmware|hardware|wrapper|client|frontend|code)",
        "open source is (good|great|bad|better|dead|the)",
        "open source (repo|bot|plugin|space|side|debate|vs|versus|values|philosophy|wins|won)",
        "open (ai|to|about|up|router|the|a|an|issue|issues|letter|question|questions|beta)",
        "open (minded|ended|access|science|interpreter|webui|web ui|door|doors|pr|prs|ticket)",
        "open (tickets|air|day|house|fire|it|them|this|that|my|your|for|until|world|sesame|bar)",
        "open (wound|chat|sora|compute|api|hand|arms|with|in|on|from|at|again|now|late|today)", "open (tomorrow)",
        "(wide|wider|widely|more|most|less) open", "be open", "stay open", "open and (honest|shut)",
        "closed (beta|alpha|the|down|it|issue|issues|pr|prs|ticket|tickets|loop|form|door|doors)",
        "closed (for|today|until|off|captions|my|your|his|this|at|on|again|now|early|in|deal)", "closed (minded)",
        "(user|your|customer|my|our|personal|private|chat|company|their|patient|usage) data",
        "data (center|centre|centers|centres|privacy|protection|scientist|science|breach|leak)",
        "(restrict|limit)(s|ed|) commercial (use|usage)", "weights and biases", "lift weights", "open book",
        "open mind",
    ),
    Mark.EXAMPLES: (
        "like", "such as", "including", "e g", "for example", "for instance", "namely", "model", "models", "llm",
        "llms", "the", "its", "their", "a", "an", "ai", "series", "family", "weights", "version", "release",
        "releases", "lms", "language model(|s)", "of", "for", "called", "named",
    ),
    Mark.IT: (
        "it", "its", "it s", "they", "their", "they re", "this (model|one|llm)", "that (model|one)", "the model",
    ),
    Mark.NEITHER: (
        "neither is", "neither are", "nor is", "so is", "so are", "neither does", "same (for|with|goes for)",
    ),
    Mark.UNABLE: (
        "i can t", "i cant", "i cannot", "i couldn t", "we can t", "i don t", "i didn t", "i haven t", "i never",
        "i m not", "i am not",
    ),
}
_CHINESE: dict[Mark, tuple[str, ...]] = {
    Mark.DENIES: (
        "不", "没", "没有", "未", "非", "并非", "不是", "并不是", "从未", "从不", "尚未", "还没", "无", "无法",
        "不能", "不可以", "并未", "不算", "不属于", "拒绝", "绝不是", "根本不是", "才不是", "未曾", "没法", "否认",
        "不承认", "也不", "也不能", "也没", "也没有", "都不", "都没", "都没有", "都不能", "不再",
    ),
    Mark.DENIES_ALL: (
        "不等于", "不代表", "不意味着", "不认为", "不觉得", "说错了",
    ),
    Mark.NO_DENIAL: (
        "不仅", "不只", "不光", "不但", "不错", "不过", "不知道", "没错", "非常", "不得不", "不少", "不同", "没问题",
        "不愧", "差不多", "不久", "无论", "不管",
    ),
    Mark.ASKS: (
        "吗", "是不是", "是否", "能不能", "可不可以", "有没有", "算不算", "可否", "能否", "么", "会不会", "行不行",
        "开没开源", "开不开源", "怎么样", "有人知道",
    ),
    Mark.UNREAL: (
        "一旦", "有何不同", "这是错的", "这不对", "是错误的", "如果", "要是", "假如", "倘若", "假设", "的话", "希望",
        "但愿", "呵呵", "才怪", "笑死", "狗头", "所谓", "号称", "就好了", "在我看来", "我个人认为", "个人认为",
        "别再", "做梦", "梦里", "除非", "多好", "祈祷", "求求", "信你个鬼", "哈哈",
    ),
    Mark.FUTURE: (
        "比", "什么时候", "何时", "应", "应该", "应当", "将", "将要", "即将", "会", "可能", "也许", "或许", "打算",
        "计划", "准备", "马上", "快要", "要开源", "早晚", "总有一天", "明年", "下个月", "据说", "传闻", "最好",
        "必须", "考虑", "想", "想要", "承诺", "更", "最", "大概", "估计", "迟早", "能开源", "不够", "够",
    ),
    Mark.TURNS: (
        "但", "但是", "而", "而且", "不过", "然而", "可是", "只是", "虽然", "却", "因为", "所以",
    ),
    Mark.OR: (
        "或", "或者", "也不",
    ),
    Mark.AND: (
        "和", "与", "跟", "以及", "还有", "及", "、",
    ),
    Mark.SETS_APART: (
        "自", "不像", "相比", "比", "基于", "蒸馏自", "相较于", "不同于", "替代", "替代品", "对标", "类似", "跟随",
        "像", "平替", "不如", "比不上",
    ),
    Mark.LINKS: (
        "是", "为", "属于", "已", "已经", "都", "也",
    ),
    Mark.OTHER: (
        "社区", "公司", "团队", "生态", "支持", "用户", "拥抱", "喜欢", "工具", "框架", "反对", "适合", "擅长",
        "讨厌", "朋友", "开发者", "写", "打败", "碾压", "推动", "粉丝", "竞争", "对手", "网站",
    ),
    Mark.NOT_A_CLAIM: (
        "开源(社区|生态|工具|软件|项目|框架|精神|运动|世界|平替|替代|爱好者|人工智能定义|促进会|贡献者|界|圈|阵营|路线|战略|力量)",
        "(用户|个人|隐私|你的|我的|客户)(的|)数据", "开放(平台|日|时间|世界|式)", "数据(中心|安全|隐私|科学)",
        "下载(量|次数|链接|地址|榜|的人|者)", "封闭(式|环境|管理)", "开放人工智能",
    ),
    Mark.EXAMPLES: (
        "模型", "大模型", "的", "语言模型", "比如", "例如", "如", "包括", "像", "版", "版本", "了", "权重",
    ),
    Mark.IT: (
        "它", "它的", "其", "该模型", "这个模型", "这模型", "他们", "它们", "此模型", "两者",
    ),
    Mark.NEITHER: (
        "同理",
    ),
}
# fmt: on
SARCASTIC_SIGNS = ("🙄", "🤡", "😏", "🤣", "🐶", "🙃", "(/s)", "[狗头]", "[doge]", "/doge", "/j")
"""Signs that take back what their line claims; `/s` at a line's end too."""


def marked_phrases() -> dict[str, frozenset[Mark]]:
    """Every phrase of the table with all that it does."""
    found: defaultdict[str, set[Mark]] = defaultdict(set)
    for table in (_ENGLISH, _CHINESE):
        for mark, phrases in table.items():
            for phrase in phrases:
                for spelling in spelled_out(phrase):
                    found[pattern(spelling)].add(mark)
    return {phrase: frozenset(marks) for phrase, marks in found.items()}
