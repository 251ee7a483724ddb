"""Score articles in tests, against a small lexicon."""

from datetime import timedelta

from feeds.model.ids import SourceId
from pipeline.model.digests import Candidate, Deed, Event, History, Met, ScoredArticle
from pipeline.model.ids import ArticleId
from pipeline.settings import Gap, SkillId
from pipeline.skills import Lexicon, Skill
from pipeline.stages.score import Yardstick, score
from tests.builders import NOW, candidate, gap


def skill(name: str, *related: str, group: str = "g") -> Skill:
    return Skill(id=SkillId(name), group=group, names={"en": name.upper()}, about="", words={}, related=tuple(map(SkillId, related)))


LEXICON = Lexicon(
    groups={},
    skills={
        one.id: one
        for one in (
            skill("sql", "etl"),
            skill("etl"),
            skill("dashboards", "sql"),
            skill("rust", "go"),
            skill("go"),
            skill("tracing", "rust", group="operations"),
        )
    },
    fingerprint="x",
)


def yardstick(
    *gaps: Gap, events: tuple[Event, ...] = (), met: tuple[Met, ...] = (), on_level: tuple[Deed, ...] = ()
) -> Yardstick:  # fmt: skip
    history = History(events=events, met=met, on_level=on_level)
    return Yardstick(now=NOW, today=NOW.date(), gaps=gaps or (gap(),), lexicon=LEXICON, history=history)


def measured(
    one: Candidate, *gaps: Gap, events: tuple[Event, ...] = (), met: tuple[Met, ...] = (), on_level: tuple[Deed, ...] = ()
) -> ScoredArticle:  # fmt: skip
    result = score(one, yardstick(*gaps, events=events, met=met, on_level=on_level))
    assert isinstance(result, ScoredArticle)
    return result


def met(name: str, days_ago: int = 0, **changes: object) -> Met:
    return Met(candidate=candidate(name, **changes), day=NOW.date() - timedelta(days=days_ago))


def reason(scored: ScoredArticle, name: str) -> tuple[float, str]:
    return next((one.value, one.words) for one in scored.reasons if one.name == name)


def said(kind, source: str = "source1", skills: tuple[str, ...] = ("sql",)) -> Event:
    return Event(
        kind=kind, article=ArticleId("before"), source=SourceId(source), at=NOW - timedelta(days=1), skills=tuple(map(SkillId, skills))
    )
