"""Score articles in tests, against a small lexicon."""

from datetime import timedelta

from feeds.model.ids import SourceId
from pipeline.model.digests import Candidate, Event, History, ScoredArticle
from pipeline.model.ids import ArticleId
from pipeline.settings import Gap, SkillId
from pipeline.skills import Lexicon, Skill
from pipeline.stages.score import Yardstick, score
from tests.builders import NOW, gap


def skill(name: str, *related: str) -> Skill:
    return Skill(id=SkillId(name), group="g", names={"en": name.upper()}, about="", words={}, related=tuple(map(SkillId, related)))


LEXICON = Lexicon(
    groups={},
    skills={one.id: one for one in (skill("sql", "etl"), skill("etl"), skill("dashboards", "sql"), skill("rust"))},
    fingerprint="x",
)


def measured(one: Candidate, *gaps: Gap, events: tuple[Event, ...] = ()) -> ScoredArticle:
    result = score(one, Yardstick(now=NOW, gaps=gaps or (gap(),), lexicon=LEXICON, history=History(events=events)))
    assert isinstance(result, ScoredArticle)
    return result


def reason(scored: ScoredArticle, name: str) -> tuple[float, str]:
    return next((one.value, one.words) for one in scored.reasons if one.name == name)


def said(kind, source: str = "source1", skills: tuple[str, ...] = ("sql",)) -> Event:
    return Event(
        kind=kind, article=ArticleId("before"), source=SourceId(source), at=NOW - timedelta(days=1), skills=tuple(map(SkillId, skills))
    )
