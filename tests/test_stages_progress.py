"""What was done counts towards each skill, once."""

from dataclasses import replace

from feeds.model.ids import SourceId
from pipeline.model.digests import Event, SkillProgress
from pipeline.model.ids import ArticleId
from pipeline.settings import SkillId
from pipeline.stages.progress import progress
from tests.builders import NOW, gap

DONE = Event(kind="done", article=ArticleId("a"), source=SourceId("s"), at=NOW, skills=(SkillId("sql"), SkillId("testing")))


def test_an_item_counts_for_each_of_its_skills_once_however_often_it_was_marked():
    events = [
        DONE,
        DONE,
        replace(DONE, article=ArticleId("b"), skills=(SkillId("sql"),)),
        replace(DONE, kind="more", article=ArticleId("c")),
    ]

    assert progress([gap("testing", 1, 3), gap("sql", 2, 4), gap("rust", 0, 1)], events) == (
        SkillProgress(skill=SkillId("testing"), level=1, target=3, done=1),
        SkillProgress(skill=SkillId("sql"), level=2, target=4, done=2),
        SkillProgress(skill=SkillId("rust"), level=0, target=1, done=0),
    )
