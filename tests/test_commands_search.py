"""`gapfeed search`: everything kept, in any form of its words, and no query that is an error."""

import json

import pytest

from tests.running import run


def search(home, *words):
    return run("--config", home / "config.yaml", "search", *words)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        pytest.param("window functions", "Window functions answer", id="english"),
        pytest.param("delegating", "Delegate the decision", id="english, in another form"),
        pytest.param("wykresy słupkowe", "Wykres słupkowy", id="polish, in another form"),
        pytest.param("обратна връзка", "Обратната връзка", id="bulgarian, without its article"),
        pytest.param("التغذية الراجعة", "بالتغذية الراجعة", id="arabic, without its prefix"),
    ],
)
def test_words_are_found_in_any_form(home, query, title):
    found = [json.loads(line) for line in search(home, query, "--json").out.splitlines()]

    assert any(title in one["title"] for one in found)
    assert all(set(one) == {"id", "title", "source_title", "url", "published", "language", "excerpt"} for one in found)


@pytest.mark.parametrize(
    "query",
    ["(", '"', "'", "*", "^x:y", "-window", "--", "AND", "OR NOT", "NEAR(a b)", "'; DROP TABLE items;--", "c++", "\x00", "\udcff", "", "   ", "كلمة -", "a" * 5000,
     "a " * 500, "title:window", "{", "🧭", "%", "_"],
)  # fmt: skip
def test_no_query_is_an_error(home, query):
    ran = search(home, "--json", "--", query)

    assert (ran.exit_code, ran.err) == (0, "")
    assert all(json.loads(line)["id"] for line in ran.out.splitlines())


def test_a_hit_shows_where_it_is_and_nothing_found_is_said(home):
    hit, nothing = search(home, "window", "functions").out.splitlines(), search(home, "zzzzqq")

    assert hit[0].endswith("Window functions answer three questions that GROUP BY cannot · Plain Numbers · 2026-01-21")
    assert hit[2] == "    http://plainnumbers.example/2026/window-functions.html"
    assert (nothing.exit_code, nothing.out) == (0, "Nothing kept speaks of 'zzzzqq'.\n")


def test_there_are_no_more_hits_than_asked_for(home):
    assert len(search(home, "the", "--most", "3", "--json").out.splitlines()) == 3
