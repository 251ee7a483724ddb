"""Make plans and views for the tests of everything that people see."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from lxml import html

from feeds.model.entries import Enclosure
from pipeline.edges.mail import build_mail
from pipeline.edges.render import render_digest
from pipeline.edition_views import Beside, EditionFeedView, EditionView, ImageView
from pipeline.links import Room
from pipeline.model.articles import Evidence, Passage
from pipeline.model.circles import Wait
from pipeline.model.digests import Candidate, DigestPlan, LeftOut, Pick, PlannedWindow, ScoredArticle, SkillProgress, Update
from pipeline.model.health import SourceTrouble
from pipeline.model.ids import ArticleId, DigestId
from pipeline.model.stories import ToldBy
from pipeline.phrases import Phrases, read_phrases
from pipeline.settings import Learner, Settings, SkillId, Web, Window
from pipeline.skills import Lexicon, Skill
from pipeline.stages.edition import Press, present_edition
from pipeline.stages.edition_feed import feed_of_editions
from pipeline.stages.present import present
from pipeline.views import DigestView
from tests.builders import NOW, candidate, gap, settings, skill_tag, window

PHRASES = Path(__file__).parent.parent / "pipeline" / "phrases"
LANGUAGES = ("en", "ar", "pl", "bg")
DAY = date(2026, 3, 4)
#: Tags that could run something, load something or send something.
UNWANTED = (
    "script",
    "img",
    "iframe",
    "object",
    "embed",
    "link",
    "form",
    "input",
    "base",
    "video",
    "audio",
    "use",
    "foreignobject",
    "animate",
    "set",
)
RECIPIENT = "sam@example.org"
#: What lies beside an edition on one's own machine, and where it is on the web.
BESIDE = Beside(atom="edition.atom", json="edition.json")
PUBLIC = Beside(
    atom="edition.atom", json="edition.json", opml="edition.opml", index="index.html", home="https://sam.example.org/read/"
)  # fmt: skip
PICTURE = ImageView(href="https://sam.example.org/read/2026-03-04.png", alt="Worth reading: two items.")
#: What feeds have been seen to hold, and what somebody might put into one.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</style><style>*{display:none}</style>",
    "<!-- --> ]]> <![CDATA[ &lt;b&gt; &amp; &#60;",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "\u202eoverridden\u202c and \u2067isolated",
    "@everyone @here #tag <!channel>",
    "[a link](https://evil.example) ![image](https://evil.example/x.png)",
    "# heading\n\n- list\n\n> quote\n\n    code\n\n***\n\n| a | b |",
    "`code` *bold* _em_ ~~gone~~ <https://evil.example> www.evil.example https://evil.example",
    "two\r\nBcc: everyone@example.org\r\n\r\nlines\x0b\x0c\x85\u2028\u2029",
    "nul\x00 bell\x07 escape\x1b[31m lone\ud800 not\ufffe",
    "1. first 2) second",
    "Docker: شرح مبسط للمبتدئين",
    "long " * 300,
    "👩‍👩‍👧‍👦 🩷 e\u0301 日本語",
)


@lru_cache
def phrases(language: str = "en") -> Phrases:
    """Return the shipped words of *language*."""
    return read_phrases(PHRASES, language)


def lexicon() -> Lexicon:
    """Return a lexicon of two skills; one has a name in English only."""
    return Lexicon(
        groups={}, fingerprint="x",
        skills={
            SkillId("sql"): Skill(id=SkillId("sql"), group="databases", names={"en": "SQL"}, about="", words={}),
            SkillId("feedback"): Skill(
                id=SkillId("feedback"), group="communication", about="", words={},
                names={"en": "Feedback", "ar": "التغذية الراجعة", "pl": "Informacja zwrotna", "bg": "Обратна връзка"},
            ),
        },
    )  # fmt: skip


def pick(number: int = 1, one: Candidate | None = None, skill: str = "sql", words: tuple[str, ...] = ("window function",)) -> Pick:
    """Return a pick of *one* for *skill*, because of *words*."""
    chosen = one or candidate(f"a{number}")
    evidence = tuple(Evidence(words=each, where="body") for each in words)
    return Pick(
        number=number,
        minutes=chosen.minutes,
        scored=ScoredArticle(candidate=chosen, skill=SkillId(skill), quality=0.5, weight=1.0, reasons=(), evidence=evidence),
    )


def updated(one: Pick, *news: str) -> Pick:
    """Return *one* as an update on a story of the third of March, with that *news*."""
    return replace(one, scored=replace(one.scored, update=Update(day=date(2026, 3, 3), news=news)))


def episode(name: str = "e1", **changes: object) -> Candidate:
    """Return a stored episode in Arabic, whose summary is said at 2:12."""
    made = candidate(
        name, kind="episode", source_title="بودكاست", title="كيف تعطي ملاحظة", language="ar", summary="حلقة عن الملاحظات.", text_from="transcript",
        summary_at_seconds=132.4, enclosure=Enclosure(url="https://cdn.example.org/e1.mp3"), author="سلمى", minutes=12,
        tags=(skill_tag("feedback", words="الملاحظات"),),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def passage(one: Pick, title: str = "الفصل الثاني: متى تقولها") -> Pick:
    """Return *one* as a pick of only the part from 12:40 to 19:05, the chapter of that *title*."""
    part = Passage(skill=one.scored.skill, start_seconds=760.2, end_seconds=1144.5, share=0.8, title=title)
    return replace(one, passage=part, minutes=part.minutes)


def plan(*windows: tuple[Window, tuple[Pick, ...]], left_out: int = 0, still_open: int = 0) -> DigestPlan:
    """Return a plan of *windows* for the fourth of March."""
    return DigestPlan(
        id=DigestId("me/2026-03-04/07:00"), day=DAY, slot="07:00",
        windows=tuple(PlannedWindow(window=one, picks=picks) for one, picks in windows),
        left_out=tuple(LeftOut(candidate=candidate(f"l{number}"), why="no room", still_open=True) for number in range(left_out)),
        still_open=still_open,
    )  # fmt: skip


def full_plan() -> DigestPlan:
    """Return a plan that has everything a digest can show."""
    article = candidate(
        "a1", author="Ada Writer", published=datetime(2026, 3, 1, tzinfo=UTC), updated=datetime(2026, 3, 4, 5, tzinfo=UTC), text_from="summary", why_not_page="the server answered 403",
        also_told_by=(ToldBy(article=ArticleId("b"), source_title="مداد", url="https://midad.example/b"),),
    )  # fmt: skip
    undated = candidate("a2", published=None, url=None, language="und", summary="", tags=())
    return plan(
        (window("commute", 25, "listen"), (pick(1, episode(), "feedback", ("الملاحظات", "Situation")),)),
        (window("lunch", 15, "read"), (updated(pick(2, article, words=("window function", "Window Function", "rank")), "Anna Kowalska", "18 February"), pick(3, undated, words=()))),
        (window("evening", 10, "any"), ()),
        left_out=3, still_open=2,
    )  # fmt: skip


def empty_plan() -> DigestPlan:
    """Return a plan for which nothing was worth the time."""
    return plan((window(), ()))


TROUBLE = (
    SourceTrouble(source_title="رقم", reason="the server answered 503"),
    SourceTrouble(source_title="Blog", reason="unknown host"),
)


def view_of(
    made: DigestPlan, language: str = "en", *, web: str | None = None, notice: str | None = None, bare: bool = False,
    reader: Settings | None = None, trouble: tuple[SourceTrouble, ...] = TROUBLE, waits: tuple[Wait, ...] = (),
) -> DigestView:  # fmt: skip
    """Return the view of *made*, for *reader* or somebody who learns SQL; a *bare* one has neither progress nor trouble."""
    progress = (
        SkillProgress(skill=SkillId("sql"), level=2, target=4, done=0), SkillProgress(skill=SkillId("feedback"), level=3, target=3, done=2),
        SkillProgress(skill=SkillId("my-own-skill"), level=0, target=5, done=1),
    )  # fmt: skip
    return present(
        made, settings=reader or settings_for(language, web), lexicon=lexicon(), phrases=phrases(language), progress=() if bare else progress,
        trouble=() if bare else trouble, now=NOW, notice=notice, room=Room(url=web, key=b"k" * 32) if web else None,
        waits=waits,
    )  # fmt: skip


def settings_for(language: str = "en", web: str | None = None, name: str | None = "Sam") -> Settings:
    """Return settings of somebody who learns SQL and feedback and reads *language*."""
    return settings(
        learner=Learner(name=name, languages=(language,), timezone=ZoneInfo("Europe/Warsaw")),
        gaps=(gap("sql", 2, 4, by=date(2026, 6, 30)), gap("feedback", 1, 3)), web=Web(port=8765, url=web),
    )  # fmt: skip


def hostile_plan(text: str) -> DigestPlan:
    """Return a plan in which every text that comes from outside is *text*."""
    told = ToldBy(article=ArticleId("b"), source_title=text, url=f"javascript:{text}")
    article = candidate(
        "a1", title=text, source_title=text, author=f"{text} author", summary=text, url=f"javascript:{text}", text_from="title", why_not_page=text,
        also_told_by=(told,), language="en",
    )  # fmt: skip
    linked = candidate("a2", title=text, source_title=text, summary=text, url="https://example.org/(a)?q=<b>&c='d'")
    return plan((window(text, 15, "read"), (updated(pick(1, article, words=(text,)), text), pick(2, linked, words=(text,)))))


def hostile_edition(text: str, language: str = "en") -> EditionView:
    """Return an edition in which every text that comes from outside is *text*."""
    linked = candidate(
        "a2", title=text, source_title=text, author=f"{text} author", summary=text, url="https://example.org/(a)?q=<b>&c='d'"
    )
    return edition_of(linked, language=language, notes={linked.id: text}, name=text)


def edition_of(
    *candidates: Candidate, language: str = "en", notes: dict[ArticleId, str] | None = None, name: str | None = "Sam",
    beside: Beside = BESIDE, installation: str = "here",
) -> EditionView:  # fmt: skip
    """Return the edition of the fourth of March made of *candidates*."""
    learner = settings_for(language, name=name).learner
    press = Press(learner=learner, installation=installation, lexicon=lexicon(), phrases=phrases(language), beside=beside)
    return present_edition(candidates, press, notes=notes or {}, day=DAY, now=NOW, name="2026-03-04")


def feed_of(*editions: EditionView, circle: str | None = None, beside: Beside = BESIDE) -> EditionFeedView:
    """Return the feed of *editions*, newest first."""
    words = phrases(editions[0].language)
    return feed_of_editions(editions, circle=circle, installation="here", beside=beside, phrases=words)


def mail(language: str = "en", **changes: object) -> bytes:
    """Return the digest of the fourth of March as a mail."""
    view = view_of(full_plan(), language)
    given: dict[str, object] = {
        "sender": "gapfeed@example.org",
        "recipient": RECIPIENT,
        "message_id": f"<{'a1' * 16}@example.org>",
        "date": NOW,
    }
    return build_mail(view, render_digest(view), **(given | changes))  # type: ignore[arg-type]


def edition(language: str = "en", beside: Beside = BESIDE) -> EditionView:
    """Return an edition of an article with a note and an episode in Arabic."""
    article = candidate("a1", author="Ada Writer")
    return edition_of(article, episode(), language=language, notes={article.id: "Worth it."}, beside=beside)


def document(page: str) -> html.HtmlElement:
    """Return *page* as a tree."""
    return html.document_fromstring(page)


def text_of(element: html.HtmlElement) -> str:
    """Return what one reads in *element*, blanks and line breaks as one blank."""
    return " ".join(element.text_content().split())
