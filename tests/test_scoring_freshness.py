"""How fast what ages."""

from datetime import timedelta

import pytest

from pipeline.scoring.freshness import freshness_of, kind_of_text
from tests.builders import NOW, candidate


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        pytest.param({}, "article", id="a blog's article"),
        pytest.param({"source_kind": "news"}, "news", id="news"),
        pytest.param({"source_kind": "news", "level": "deep"}, "news", id="a newspaper's long read: still news"),
        pytest.param({"level": "introduction"}, "guide", id="a long introduction"),
        pytest.param({"level": "deep"}, "guide", id="a long text that goes deep"),
        pytest.param({"level": "introduction", "words": 799}, "article", id="a shorter introduction"),
        pytest.param({"words": 249}, "notice", id="a short note"),
        pytest.param({"words": 40, "text_from": "summary"}, "article", id="only its summary is known, not how short it is"),
        pytest.param({"title": "Polars v1.0 is out"}, "notice", id="a version"),
        pytest.param({"title": "DuckDB 1.4.2"}, "notice", id="a version in three parts"),
        pytest.param({"title": "ملاحظات الإصدار 3.12.1"}, "notice", id="a version in an Arabic title"),
        pytest.param({"title": "Подкаст 12.03.2026"}, "notice", id="a date"),
        pytest.param({"title": "Notes of 2026-03-04"}, "notice", id="a date in ISO 8601"),
        pytest.param({"title": "Inflation rose by 2.5%"}, "article", id="a decimal number is no version"),
        pytest.param({"title": "Biome v2.1: types are inferred"}, "notice", id="a version after a v"),
        pytest.param({"title": "How V8 compiles your code", "words": 1500}, "article", id="an engine that is called V8"),
        pytest.param({"title": "Volvo V60 and v2 of the manual"}, "article", id="a v with one number"),
        pytest.param({"title": "What answers at 192.168.0.1?"}, "article", id="an address of a home's network"),
        pytest.param({"title": "Rust 1.84.0."}, "notice", id="a version at the end of a sentence"),
        pytest.param({"title": "What is new in v2.0: a tour", "level": "introduction"}, "guide", id="a guide to a version"),
        pytest.param({"kind": "episode", "source_kind": "podcast", "words": 60, "text_from": "feed"}, "episode", id="an episode"),
    ],
)
def test_what_a_text_is_says_how_it_ages(changes, kind):
    assert kind_of_text(candidate(**changes)) == kind


@pytest.mark.parametrize(
    ("changes", "value", "words"),
    [
        pytest.param({"published": NOW}, 1.0, "0 days old; an article counts half after 30 days", id="of now"),
        pytest.param({"published": NOW + timedelta(hours=1)}, 1.0, "0 days old; an article counts half after 30 days", id="clocks differ"),
        pytest.param({"published": NOW - timedelta(days=1)}, 0.9772, "1 day old; an article counts half after 30 days", id="of yesterday"),
        pytest.param(
            {"published": NOW - timedelta(days=4), "source_kind": "news"}, 0.5, "4 days old; news counts half after 4 days", id="news"
        ),
        pytest.param(
            {"published": NOW - timedelta(days=60), "level": "deep"},
            0.7071,
            "60 days old; a guide counts half after 120 days",
            id="a guide",
        ),
        pytest.param({"published": None}, 0.5, "no date given", id="undated"),
    ],
)
def test_what_is_fresh_counts_more(changes, value, words):
    reason = freshness_of(candidate(**changes), NOW)

    assert (reason.value, reason.words) == (value, words)
