"""How X counts a post, and how a skill becomes a hashtag."""

import json
from pathlib import Path

import pytest

from pipeline.posting.counting import _LIGHT, weighted_length
from pipeline.stages.post import hashtag


@pytest.mark.parametrize(
    ("skill", "tag"),
    [
        pytest.param("Data visualisation", "#DataVisualisation", id="English"),
        pytest.param("Wizualizacja danych", "#WizualizacjaDanych", id="Polish"),
        pytest.param("Визуализация на данни", "#ВизуализацияНаДанни", id="Bulgarian"),
        pytest.param("تصور البيانات", "#تصور_البيانات", id="Arabic"),
        pytest.param("تَصوُّر", "#تَصوُّر", id="vocalised Arabic stays in one piece"),
        pytest.param("डेटा विज्ञान", "#डेटा_विज्ञान", id="Hindi"),
        pytest.param("CI/CD & DevOps", "#CICDDevOps", id="signs part words"),
        pytest.param("SQL", "#SQL", id="capitals stay"),
        pytest.param("2026", "", id="a number alone is no hashtag"),
        pytest.param("", "", id="nothing"),
        pytest.param("word " * 17, "", id="longer than anybody reads"),
    ],
)
def test_a_skill_becomes_a_hashtag(skill, tag):
    assert hashtag(skill) == tag


@pytest.mark.parametrize(
    ("text", "length"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("a" * 280, 280, id="Latin counts one"),
        pytest.param("ąęł", 3, id="Polish counts one"),
        pytest.param("данни", 5, id="Cyrillic counts one"),
        pytest.param("سلام", 4, id="Arabic counts one"),
        pytest.param("\u2018quoted\u2019 – dash…", 17, id="English quotes and dashes count one, the ellipsis two"),
        pytest.param("語" * 140, 280, id="Chinese counts two"),
        pytest.param("カタカナ", 8, id="Japanese counts two"),
        pytest.param("e\u0301", 1, id="composed before it is counted"),
        pytest.param("👍", 2, id="an emoji counts two"),
        pytest.param("👍🏽", 2, id="of any colour"),
        pytest.param("👨‍👩‍👧‍👦", 2, id="a family counts two"),
        pytest.param("🇵🇱", 2, id="a flag counts two"),
        pytest.param("1\ufe0f\u20e3", 2, id="a key counts two"),
        pytest.param("https://example.org", 23, id="an address counts 23"),
        pytest.param("http://example.org/" + "a" * 100, 23, id="however long"),
        pytest.param("See https://example.org.", 28, id="the full stop after it is not part of it"),
        pytest.param("(https://example.org/a)", 25, id="nor are brackets around it"),
        pytest.param("https://example.org/a_(b)", 23, id="brackets inside it are"),
        pytest.param("https://a.org https://b.net/?q=1&r=2#top", 47, id="two addresses"),
        pytest.param("http://localhost/" + "a" * 30, 47, id="what is no public address counts in full"),
        pytest.param("https://example.org/سلام", 27, id="an address ends before letters of another script"),
    ],
)
def test_length_as_x_counts_it(text, length):
    assert weighted_length(text) == length


@pytest.mark.shared_data
def test_the_weights_are_those_that_x_published(shared_data: Path):
    rules = json.loads((shared_data / "social" / "v3.json").read_text(encoding="utf-8"))

    assert (rules["maxWeightedTweetLength"], rules["scale"], rules["defaultWeight"], rules["transformedURLLength"]) == (280, 100, 200, 23)
    assert tuple((one["start"], one["end"]) for one in rules["ranges"]) == _LIGHT
    assert all(one["weight"] == 100 for one in rules["ranges"])
