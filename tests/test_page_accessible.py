"""What a real browser and axe-core find in every page and mail: nothing to complain of, nothing out of reach, nothing too wide."""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pipeline.edges.render import render_digest, render_index
from pipeline.edges.render_edition import render_letter, render_page
from pipeline.stages.contents import present_index
from pipeline.stages.edition_letter import letter_for
from pipeline.views import DigestView
from tests.builders import window
from tests.faces import (
    LANGUAGES,
    PICTURE,
    PUBLIC,
    edition,
    empty_plan,
    episode,
    full_plan,
    hostile_plan,
    passage,
    phrases,
    pick,
    plan,
    view_of,
)

VENDOR = Path(__file__).parent / "vendor"
AXE = (VENDOR / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
ROOM = "https://read.example.org"
#: A phone, and the same phone at twice the size of everything.
PHONE, ZOOMED = 375, 188
#: Everything axe-core knows, what it only tries out and what goes beyond WCAG AA among it.
# One rule only says that something is hidden, which in a mail is the line for the list of mails.
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]


def made() -> Iterator[tuple[str, str]]:
    """Yield every page and the HTML of every mail, with its name."""
    chapter = plan((window("commute", 25, "listen"), (passage(pick(1, episode(), "feedback")),)))
    for language in LANGUAGES:
        yield from digest(f"{language} %s full", view_of(full_plan(), language, notice="A notice."))
    for language in ("en", "ar"):
        yield from digest(f"{language} %s with links", view_of(full_plan(), language, web=ROOM))
        yield from digest(f"{language} %s with a passage", view_of(chapter, language))
        yield from digest(f"{language} %s empty", view_of(empty_plan(), language, bare=True))
        shared = edition(language, PUBLIC)
        yield f"{language} edition", render_page(shared, PICTURE)
        yield f"{language} newsletter", render_letter(shared, letter_for(shared, phrases(language), "https://sam.example.org/leave")).html
        yield (
            f"{language} index",
            render_index(
                present_index(
                    ("2026-03-04.html", "2026-02-01.html", "odd.html"), feeds=("feed.atom", "podcast-الطريق.rss"), phrases=phrases(language)
                )
            ),
        )
    yield from digest("en %s with long words", view_of(hostile_plan("donaudampfschifffahrtsgesellschaftskapitän" * 4)))


def digest(name: str, view: DigestView) -> Iterator[tuple[str, str]]:
    rendered = render_digest(view)
    yield name % "page", rendered.html
    yield name % "mail", rendered.mail_html


PAGES = dict(made())


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """The system's chromium, driven by Playwright; in CI both have to be there."""
    if not os.environ.get("CI"):
        pytest.importorskip("playwright.sync_api", reason="no Playwright here, which drives the browser: make setup")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


def shown(browser: Any, name: str, *, width: int = 1280) -> Any:
    """Show the page called *name* in a window of its own; whatever it asks for is refused and fails the test."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
    page.complaints = []
    page.on("request", lambda request: page.complaints.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.set_content(PAGES[name])
    return page


def test_the_checker_is_the_one_that_is_named():
    said = (VENDOR / "README.md").read_text(encoding="utf-8")

    assert sha256(AXE.encode()).hexdigest() in said
    assert re.findall(r"axe v([\d.]+)", AXE[:100])[0] in said


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_at_all(browser, name):
    page = shown(browser, name)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(AXE)
    by_day = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, rules: {'hidden-content': {enabled: false}}})", EVERY_RULE
    )
    page.emulate_media(color_scheme="dark")
    by_night = page.evaluate("axe.run(document, {runOnly: ['color-contrast', 'color-contrast-enhanced', 'link-in-text-block']})")
    page.close()

    assert len(by_day["passes"]) > 10
    assert any(one["id"] == "color-contrast" for one in by_night["passes"])
    for found in (by_day, by_night):
        said = [
            (one["id"], one["help"], [(node["html"], node["failureSummary"]) for node in one["nodes"]])
            for one in found["violations"] + found["incomplete"]
        ]
        assert (said, page.complaints) == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen_on_a_phone_or_at_twice_the_size(browser, name):
    page = shown(browser, name, width=PHONE)
    too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    on_a_phone = page.evaluate(too_wide)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    with_large_letters = page.evaluate(too_wide)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": ZOOMED, "height": 400})
    zoomed = page.evaluate(too_wide)
    page.close()

    assert (on_a_phone, with_large_letters, zoomed) == (0, 0, 0)


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(browser, name):
    page = shown(browser, name)
    wanted = page.evaluate("[...document.querySelectorAll('a, summary')].map((one, n) => (one.dataset.n = n, n))")
    reached, unseen = [], []
    for _ in wanted:
        page.keyboard.press("Tab")
        at, outline = page.evaluate("(e => [Number(e.dataset.n), getComputedStyle(e).outlineStyle])(document.activeElement)")
        reached.append(at)
        unseen += [at] if outline == "none" else []
    page.close()

    assert reached == wanted
    assert unseen == []


def test_the_commands_are_opened_with_the_keyboard(browser):
    page = shown(browser, "en page full")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")

    assert page.locator("details").first.evaluate("one => one.open")
    page.close()


@pytest.mark.parametrize("width", [PHONE, 768, 1280])
@pytest.mark.parametrize("kind", ["page", "mail"])
def test_an_arabic_digest_is_the_mirror_of_an_english_one(browser, kind, width):
    places_of = """
        chosen => [...document.querySelectorAll(chosen)].map(one => one.getBoundingClientRect()).filter(box => box.width)
                  .map(box => [box.left, innerWidth - box.right].map(Math.round))
    """

    def places(language: str) -> list[list[int]]:
        page = shown(browser, f"{language} {kind} full", width=width)
        found = page.evaluate(places_of, "h1, .glance li, .section > header, .skills li, .chart, .cell")
        page.close()
        return list(found)

    english, arabic = places("en"), places("ar")

    assert len(english) > 5
    assert arabic == [[end, start] for start, end in english]
