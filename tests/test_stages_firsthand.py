"""An article that people share and whose own site is followed is judged once."""

from pipeline.model.ids import StoryId
from pipeline.stages.firsthand import known_firsthand
from tests.builders import candidate

STORY = StoryId("s")


def shared(name="s1", **changes):
    return candidate(name, source_kind="circle", **{"story": STORY, "url": "https://example.org/post?utm_source=ola", **changes})


def test_the_copy_of_the_site_itself_counts():
    own = candidate("a1", story=STORY, url="https://example.org/post", source_title="Example")

    left = known_firsthand([own, shared()])

    assert {article: one.why for article, one in left.items()} == {"s1": "you follow Example yourself, so its own copy of it counts"}


def test_what_nobody_else_tells_is_judged_by_itself():
    assert known_firsthand([shared(), candidate("a1")]) == {}


def test_another_telling_of_the_story_is_another_article():
    assert known_firsthand([shared(), candidate("a1", story=STORY, url="https://other.example/post")]) == {}


def test_without_circles_there_is_nothing_to_do():
    assert known_firsthand([candidate("a1"), candidate("a2", url=None)]) == {}
    assert known_firsthand([shared(url=None), candidate("a2", url=None)]) == {}
