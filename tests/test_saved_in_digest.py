"""What was saved for later is named on the next digest, in every form and language, until it is done."""

import json

import pytest

from pipeline.edges.render import render_digest
from pipeline.stages.present import present
from tests.builders import NOW, deed
from tests.faces import full_plan, lexicon, phrases, settings_for
from tests.running import run


def view(*saved, language="en"):
    return present(
        full_plan(), settings=settings_for(language), lexicon=lexicon(), phrases=phrases(language), progress=(), trouble=(), now=NOW,
        notice=None, saved=saved,
    )  # fmt: skip


def shown(*saved, language="en"):
    line = view(*saved, language=language).saved
    return None if line is None else "".join(part if isinstance(part, str) else part.text for part in line)


@pytest.mark.parametrize(
    ("saved", "line"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param(["b"], "Saved for later: Title b", id="one"),
        pytest.param(["b", "c", "d", "e"], "Saved for later: Title b, Title c, Title d and Title e", id="four"),
        pytest.param(
            ["b", "c", "d", "e", "f"], "Saved for later: Title b, Title c, Title d and 2 more", id="the longest waiting are named"
        ),
        pytest.param(["a1"], None, id="what stands in this digest anyway is not"),
    ],
)
def test_what_is_saved_is_named(saved, line):
    assert shown(*[deed("save", article) for article in saved]) == line


@pytest.mark.parametrize(
    ("language", "line"),
    [("ar", "محفوظ لوقت لاحق: Title b"), ("pl", "Zapisane na później: Title b"), ("bg", "Запазено за по-късно: Title b")],
)
def test_in_the_readers_language(language, line):
    assert shown(deed("save", "b"), language=language) == line


def test_a_title_keeps_its_language_its_direction_and_its_address():
    [_, title] = view(deed("save", "b", title="مرحبا\n<b>", language="ar", url="https://example.org/b")).saved

    assert (title.text, title.language, title.direction, title.url) == ("مرحبا <b>", "ar", "rtl", "https://example.org/b")


def test_it_stands_in_every_form():
    rendered = render_digest(view(deed("save", "b", title="A title of its own")))
    forms = [rendered.html, rendered.mail_html, rendered.text, rendered.markdown]

    assert ["A title of its own" in form for form in forms] == [True] * 4


def test_it_comes_back_until_it_is_done(home):
    def gapfeed(*words, at):
        return run("--config", home / "config.yaml", "--at", at, *words)

    saved = json.loads(gapfeed("save", "4", "--json", at="2026-03-04T20:00+01:00").out)
    gapfeed("publish", "--day", "2026-03-05", at="2026-03-05T07:00+01:00")
    gapfeed("done", saved["id"], at="2026-03-05T20:00+01:00")
    gapfeed("publish", "--day", "2026-03-06", at="2026-03-06T07:00+01:00")
    pages = [(home / "digests" / f"2026-03-0{day}.txt").read_text(encoding="utf-8") for day in (5, 6)]

    assert ["Saved for later: " in page and saved["title"][:20] in page for page in pages] == [True, False]
