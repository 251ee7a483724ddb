"""Lengths, chapters, transcripts and people of episodes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.entries import Chapter
from feeds.podcast import duration, has_podcast_facts, parse_chapters, podcast_facts
from feeds.raw import PodcastFacts, RawTranscript


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:02:03", 3723),
        ("01:02:03", 3723),
        ("62:03", 3723),
        ("3723", 3723),
        ("3723.5", 3723.5),
        (" 3723,25 ", 3723.25),
        ("PT1H2M3S", 3723),
        ("pt62m3.5s", 3723.5),
        ("P1DT1S", 86_401),
    ],
)
def test_many_spellings_of_a_length(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "0", "00:00:00", "an hour", "-5", "1:2:3:4", "P", "PT", "9999999", "1e3"])
def test_garbage_and_nothing_are_no_length(text):
    assert duration(text) is None


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        pytest.param(
            '{"version": "1.2.0", "chapters": [{"startTime": 90.5, "title": "Two &amp; three"}, {"startTime": "0:00", "title": "One"},'
            ' {"startTime": 5, "title": "hidden", "toc": false}, {"startTime": 6}, {"title": "nowhere"}, {"startTime": -1, "title": "x"}, 7]}',
            (Chapter(start_seconds=0.0, title="One"), Chapter(start_seconds=90.5, title="Two & three")),
            id="the shown ones in time order",
        ),
        pytest.param('{"chapters": {}}', (), id="no list"),
        pytest.param("[]", (), id="no object"),
        pytest.param("<html>", (), id="no JSON"),
        pytest.param("[" * 100_000, (), id="deep"),
    ],
)
def test_parse_chapters(text, chapters):
    assert parse_chapters(text) == chapters


def test_facts_of_each_item_in_order():
    document = """<rss xmlns:podcast="https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"><channel>
      <podcast:person role="Host">Show &amp; Co</podcast:person>
      <item><podcast:transcript url="1.vtt" type="text/vtt"/><podcast:transcript url="1.srt" type="application/srt" language="pl"/>
      <podcast:transcript/></item>
      <item><podcast:chapters url="2.json"/><podcast:person role="guest">Guest</podcast:person><podcast:person>Host</podcast:person></item>
      <!-- <item/> --></channel></rss>"""

    assert has_podcast_facts(document)
    assert podcast_facts(document) == (
        PodcastFacts(
            transcripts=(RawTranscript(url="1.vtt", type="text/vtt"), RawTranscript(url="1.srt", type="application/srt", language="pl")),
            persons=("Show & Co",),
        ),
        PodcastFacts(chapters_url="2.json", persons=("Host", "Guest")),
    )


@pytest.mark.parametrize("document", ["", "no XML", "<rss>"])
def test_what_is_no_document_has_no_facts(document):
    assert podcast_facts(document) == ()


@pytest.mark.parametrize(
    "namespace",
    [
        pytest.param("https://podcastindex.org/namespace/1.0", id="its address"),
        pytest.param("https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", id="its older address"),
    ],
)
def test_any_prefix_will_do(namespace):
    document = f"""<rss xmlns:pc="{namespace}" xmlns:c="http://podlove.org/simple-chapters/"><channel><item>
      <pc:transcript url="pl.vtt" language="pl"/><pc:transcript url="en.vtt" language="en"/><pc:transcript url="en.srt" language="en"/>
      <c:chapters><c:chapter start="12:40" title="Data"/></c:chapters></item></channel></rss>"""

    assert has_podcast_facts(document)
    assert podcast_facts(document) == (
        PodcastFacts(
            transcripts=tuple(RawTranscript(url=url, language=url[:2]) for url in ("pl.vtt", "en.vtt", "en.srt")),
            chapters=(Chapter(start_seconds=760.0, title="Data"),),
        ),
    )


def test_a_feed_without_the_namespaces_is_not_looked_at():
    assert not has_podcast_facts("<rss><channel><item/></channel></rss>")


def test_no_entity_is_resolved():
    document = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss xmlns:podcast="podcast"><item><podcast:person>a&x;b</podcast:person></item></rss>'

    (facts,) = podcast_facts(document)

    assert facts.persons in (("a&x;b",), ("ab",))


@given(st.text(alphabet="0123456789:.,PTHMSD- ", max_size=20))
def test_no_length_raises(text):
    found = duration(text)

    assert found is None or timedelta(0) < found <= timedelta(days=7)


@pytest.mark.shared_data
def test_chapters_of_the_namespace_are_read(shared_data):
    files = sorted((shared_data / "podcasts" / "podcast-namespace" / "examples" / "chapters").glob("*.json"))

    assert files
    for file in files:
        assert parse_chapters(file.read_text(encoding="utf-8"))
