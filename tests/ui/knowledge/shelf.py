"""Articles for the tests of the window: long and short, in either language."""

from datetime import timedelta

from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import Article, Content, Edition, State, Telling
from dispatch_console.domain.knowledge.excerpt import Excerpt, excerpt, marks
from dispatch_console.domain.knowledge.markdown import plain
from dispatch_console.domain.knowledge.segmenting import terms
from dispatch_console.domain.knowledge.usefulness import Usefulness
from dispatch_console.services.knowledge.articles import Dossier
from dispatch_console.services.knowledge.finding import Hit
from dispatch_console.services.knowledge.using import Figures
from tests.factories import NOW

ZH = Telling(
    "电梯门反复开合的排查与处理",
    "## 现象\n层门在某一层**反复开合**，光幕已清洁仍无效，显示故障码 `E07`。\n\n"
    "## 处理过程\n1. 断电挂牌，确认轿厢内无人。\n2. 检查光幕对中与接线。\n"
    "3. 检查门机皮带张力，备件号 `GAA21305-X1`。\n- 皮带有裂纹必须更换\n  - 同时更换张紧轮\n\n"
    "> 更换后试运行十次再交付。\n\n```\nDOOR REOPEN COUNT = 3\n```",
)
EN = Telling(
    "Lift door keeps reopening: what to check, in which order, and when to replace the belt",
    "## Symptoms\nThe landing door opens and closes **again and again**.\n\n"
    "## What was done\n1. Switch off and sign.\n2. Check the light curtain.\n3. Check the belt.",
)
DOOR = Content(
    tellings={"zh_CN": ZH, "en": EN},
    categories=("repair", "inspection"),
    skills=("lift",),
    models=("OTIS Gen2", "KONE MonoSpace 500"),
)
OLD = Content(
    tellings={"zh_CN": Telling(ZH.title, "## 现象\n层门反复开合。\n\n## 处理过程\n1. 清洁光幕。")},
    categories=("repair",),
)


def dossier(state: State = State.PUBLISHED, *, editions: int = 2, remark: str = "") -> Dossier:
    """The door's article with that many editions."""
    told = tuple(
        Edition(
            article_id=ArticleId(1),
            edition=number,
            content=DOOR if number > 1 else OLD,
            published_by="王芳",
            published_at=NOW - timedelta(days=30 - number),
        )
        for number in range(editions, 0, -1)
    )
    article = Article(
        id=ArticleId(1),
        content=DOOR,
        state=state,
        edition=editions,
        ticket_id=TicketId(3),
        remark=remark,
        written_by="anna.berg-of-the-night-shift",
        written_at=NOW,
    )
    return Dossier(article=article, editions=told)


def hits(words: str = "门 belt", language: str = "zh_CN", count: int = 9) -> tuple[Hit, ...]:
    """Articles found, the door's first."""
    asked = terms(words)
    told = DOOR.telling(language)
    first = Hit(
        article_id=ArticleId(1),
        title=Excerpt(told.title, marks(told.title, asked)),
        body=excerpt(plain(told.body), asked),
        state=State.PUBLISHED,
        edition=2,
        content=DOOR,
        used=12,
        helped=9,
    )
    others = (
        Hit(
            article_id=ArticleId(number),
            title=Excerpt(f"Number {number}: a pump that hums 水泵异响"),
            body=Excerpt("Check the bearing. 检查轴承。"),
            state=list(State)[number % 4],
            content=OLD,
        )
        for number in range(2, count + 1)
    )
    return (first, *others)


FIGURES = Figures(
    rows=tuple(
        (
            Usefulness(
                article_id=ArticleId(number),
                used=120 // number,
                helped=90 // number,
                not_helped=10 // number,
                tickets=100 // number,
                solved=60 // number if number < 5 else 0,
                first_contact=45 // number if number < 5 else 0,
            ),
            DOOR,
        )
        for number in range(1, 9)
    ),
    solved=1234,
    first_contact=987,
)
