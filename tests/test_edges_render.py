import dataclasses
import re
from itertools import pairwise

import pytest
from jinja2 import Environment, UndefinedError, meta, nodes
from lxml import etree

from pipeline import edition_views, views
from pipeline.edges.render import MAIL_MOST_BYTES, render_digest, render_index
from pipeline.edges.render_edition import render_letter, render_page
from pipeline.plain import columns
from pipeline.resources import bundled
from pipeline.stages.contents import present_editions, present_index
from pipeline.stages.edition_letter import letter_for
from tests.builders import candidate, window
from tests.faces import (
    LANGUAGES,
    PICTURE,
    PUBLIC,
    UNWANTED,
    edition,
    edition_of,
    empty_plan,
    full_plan,
    phrases,
    pick,
    plan,
    text_of,
    view_of,
)
from tests.faces import document as of

TEMPLATES = bundled("templates")
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def pages():
    """Yield every page in every language, full and empty, with its name."""
    for language in LANGUAGES:
        for name, made in (("full", full_plan()), ("empty", empty_plan())):
            rendered = render_digest(view_of(made, language, notice="A notice.", bare=name == "empty"))
            yield f"{language} {name} page", rendered.html
            yield f"{language} {name} mail", rendered.mail_html
        yield f"{language} edition", render_page(edition(language, PUBLIC), PICTURE)
        yield f"{language} empty edition", render_page(edition_of(language=language, name=None), None)
        shared = edition(language, PUBLIC)
        yield f"{language} edition mail", render_letter(shared, letter_for(shared, phrases(language), "mailto:sam@example.org")).html
        yield (
            f"{language} editions",
            render_index(present_editions(("2026-03-04.html", "2026-99-99.html"), feeds=("edition.atom",), phrases=phrases(language))),
        )
        yield f"{language} index", render_index(present_index(("2026-03-04.html", "odd.html"), phrases=phrases(language)))
        yield f"{language} empty index", render_index(present_index((), phrases=phrases(language)))


PAGES = dict(pages())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_nothing_runs_nothing_and_sends_nothing(name):
    page = of(PAGES[name])

    # What an edition links to, nothing loads: a browser asks for none of these by itself.
    links = {element.get("rel") for element in page.xpath("//link")}
    assert links == ({"canonical", "alternate", "blogroll"} if name.endswith(" edition") and "empty" not in name else links & {"alternate"})
    assert [tag for tag in UNWANTED if tag != "link" and page.xpath(f"//{tag}")] == []
    assert not page.xpath("//@src | //@srcset | //@background | //@*[starts-with(name(), 'on')]")
    assert not re.search(r"url\(|@import|@font-face", PAGES[name])
    if "mail" not in name:
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [CSP]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_marked_up_for_everyone(name):
    page = of(PAGES[name])
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3")]

    assert page.get("dir") == ("rtl" if name.startswith("ar") else "ltr")
    assert page.get("lang") == name[:2]
    assert text_of(page.xpath("//title")[0])
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert page.xpath("//meta[@name='viewport']")
    assert "None" not in page.text_content()
    assert len(page.xpath("//main")) == ("mail" not in name)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in page.xpath("//a/@href") if address.startswith("#")} <= set(ids)
    assert all(text_of(link) for link in page.xpath("//a"))


@pytest.mark.parametrize("form", ["html", "mail_html", "text", "markdown"])
def test_each_form_says_everything_that_the_view_says(form):
    view = view_of(full_plan(), notice="A notice.")
    rendered = getattr(render_digest(view), form)
    shown = text_of(of(rendered)) if "html" in form else " ".join(rendered.split())
    plain = re.sub("[\u2066-\u2069\u2060\\\\]", "", shown).replace("\u00a0", " ")

    wanted = [
        view.title, view.summary, "Feedback and SQL", "A notice.", "12 of 25 minutes", "listening", "Nothing new fits this time today",
        "كيف تعطي ملاحظة", "بودكاست", "سلمى", "12 min listen", "Listen from 2:12", "حلقة عن الملاحظات.", "yesterday", "practice",
        "The text says “window function” and “rank”.", "The text says “الملاحظات” and “Situation”.", "you are at level 2 of 4",
        "Also told by مداد", "Only a summary was available (the server answered 403)", "no date given", "updated today",
        "3 more did not fit today", "2 more items are still open", "Progress", "level 2 of 4 · by 30 June", "level 3, kept up · 2 done",
        "2 sources could not be read: رقم (the server answered 503) and Blog (unknown host)", "gapfeed less 1 --source", "gapfeed share write", view.footer,
    ]  # fmt: skip
    if form == "markdown":
        wanted.remove("Also told by مداد")
        wanted.append("Also told by [مداد](https://midad.example/b)")
    assert [words for words in wanted if words not in plain] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_somebody_has_its_own_direction_and_language(language):
    page = of(render_digest(view_of(full_plan(), language)).html)
    title = page.xpath("//h3[contains(., 'كيف')]")[0]

    assert (title.get("dir"), title.get("lang")) == ("rtl", "ar")
    assert [found.get("dir") for found in page.xpath("//*[@class='found']")] == ["rtl", "ltr", "ltr", "ltr", "ltr", "ltr"]
    assert page.xpath("//bdi[@dir='rtl' and .='مداد']")
    assert page.xpath("//h3[contains(., 'Title a1') and @dir='ltr']")
    turned = page.xpath("//article[contains(@class, 'turned')]//h3")
    assert [heading.get("dir") for heading in turned] == (["ltr", "ltr"] if language == "ar" else ["rtl"])


def test_styles_are_logical_so_that_the_page_mirrors_itself():
    styles = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.css.j2"))

    assert not re.search(r"(margin|padding|border)-(left|right)|text-align:\s*(left|right)|[\s;{](left|right|width|max-width):", styles)


def test_actions_are_links_where_a_reading_room_has_an_address():
    rendered = render_digest(view_of(full_plan(), web="https://read.example.org"))

    assert len(of(rendered.html).xpath("//a[starts-with(@href, 'https://read.example.org/items/a1/')]")) == 5
    assert len(of(rendered.mail_html).xpath("//a[starts-with(@href, 'https://read.example.org/items/a1/')]")) == 5
    assert not of(rendered.html).xpath("//details")


def test_an_item_without_an_address_is_no_link():
    page = of(render_digest(view_of(full_plan())).html)

    assert page.xpath("//h3[contains(., 'Title a2')]")
    assert not page.xpath("//h3[contains(., 'Title a2')]/a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_text_fits_the_columns_of_a_mail(language):
    rendered = render_digest(view_of(full_plan(), language, notice="A notice that is long enough to be wrapped. " * 5)).text

    assert [line for line in rendered.split("\n") if columns(line) > 72 and "://" not in line] == []
    assert not re.search(r"\n{4}|[ \t]\n", rendered)
    assert rendered.endswith("\n")
    if language == "ar":
        said = [line for line in rendered.split("\n") if line and "://" not in line and "gapfeed " not in line]
        assert all(line.startswith("\u200f") for line in said)


def test_lines_of_the_other_direction_are_isolated_in_plain_text():
    rendered = render_digest(view_of(full_plan())).text

    assert " 1. \u2068كيف تعطي ملاحظة\u2069\n" in rendered
    assert "“\u2068الملاحظات\u2069” and “Situation”" in rendered
    assert "\u2068" not in render_digest(view_of(plan((window(), (pick(1),))), bare=True)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_is_small_enough_to_be_shown_whole(language):
    rendered = render_digest(view_of(full_plan(), language))
    long = candidate(
        "a1", title="عنوان طويل " * 20, summary="ملخص طويل " * 60, author="اسم " * 20, source_title="مصدر " * 20, text_from="title"
    )
    huge = render_digest(view_of(plan((window(), tuple(pick(number, long, words=("كلمة " * 12,)) for number in range(1, 33)))), language))

    assert len(rendered.mail_html.encode()) < 30_000
    assert len(huge.mail_html.encode()) < MAIL_MOST_BYTES
    assert "ملخص طويل" in huge.html
    assert "عنوان طويل" in huge.mail_html


def test_a_mail_needs_no_style_sheet_and_knows_dark_schemes():
    page = of(render_digest(view_of(full_plan())).mail_html)

    assert page.xpath("//meta[@name='color-scheme']/@content") == ["light dark"]
    assert "prefers-color-scheme: dark" in page.xpath("//style")[0].text
    assert "var(" not in etree.tostring(page).decode()
    assert all("style" in paragraph.attrib for paragraph in page.xpath("//p | //h1 | //h2 | //h3"))
    assert {table.get("role") for table in page.xpath("//table")} == {"presentation"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_says_in_every_table_and_cell_which_way_it_runs(language):
    page = of(render_digest(view_of(full_plan(), language)).mail_html)
    own = "rtl" if language == "ar" else "ltr"
    cells = [cell for cell in page.xpath("//td[not(.//table)]") if text_of(cell)]

    assert {element.get("dir") for element in page.xpath("//table | //body | //div[@role='main']")} == {own}
    assert f"direction:{own}" in page.xpath("//div[@role='main']/@style")[0]
    assert {(cell.get("dir"), cell.get("align")) for cell in cells} >= {("rtl", "right"), ("ltr", "left")}
    assert len(cells) > 10
    assert all(cell.get("dir") in {"rtl", "ltr"} and cell.get("align") in {"left", "right"} for cell in cells)
    arabic = page.xpath("//td[.//h3[contains(., 'كيف')]]")[-1]
    assert (arabic.get("dir"), arabic.get("align")) == ("rtl", "right")


@pytest.mark.parametrize(("made", "line"), [(full_plan(), "Feedback and SQL"), (empty_plan(), "Nothing worth your time today")])
def test_a_mail_begins_with_a_line_for_the_list_of_mails(made, line):
    first = next(element for element in of(render_digest(view_of(made)).mail_html).xpath("//body/div/div") if text_of(element))

    assert "display:none" in first.get("style")
    # What follows it keeps mail programs from adding the words that come next.
    assert re.fullmatch(rf"{line}[\u034f\u200c\u00a0 ]+", text_of(first))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_facts_about_an_item_are_kept_apart_from_names_that_run_the_other_way(language):
    page = of(render_digest(view_of(full_plan(), language)).html)
    own = "rtl" if language == "ar" else "ltr"

    for line in page.xpath("//p[@class='meta'][span[@class='source']]"):
        assert not re.sub(r"[\s·]", "", "".join(line.xpath("text()")))
        assert {fact.get("dir") for fact in line.xpath("bdi[@class='fact']")} == {own}
    assert {article.get("dir") for article in page.xpath("//article")} == {"rtl", "ltr"}


def test_a_chart_says_what_it_shows_to_those_who_do_not_see_it():
    page = of(render_digest(view_of(full_plan())).html)
    chart = page.xpath("//*[local-name()='svg']")[0]
    named = [text_of(page.get_element_by_id(name)) for name in chart.get("aria-labelledby").split()]

    assert chart.get("role") == "img"
    assert named == ["SQL", "Level 2 of 5 now; the target is 4"]
    assert {part.tag for part in chart.iter()} == {"svg", "title", "desc", "path", "circle"}


def test_the_index_lists_pages_by_month():
    page = of(render_index(present_index(("2026-03-04.html", "2026-03-03.html", "2026-02-01.html", "odd.html"), phrases=phrases())))

    assert [text_of(heading) for heading in page.xpath("//h2")] == ["March 2026", "February 2026"]
    assert page.xpath("//li/a/@href") == ["2026-03-04.html", "2026-03-03.html", "2026-02-01.html", "odd.html"]
    assert [len(months.xpath("./li")) for months in page.xpath("//ul")] == [2, 1, 1]
    assert page.xpath("//a[@href='latest.html']")


def test_a_template_that_asks_for_what_no_view_has_fails():
    view = view_of(full_plan())
    with pytest.raises(UndefinedError):
        render_digest(dataclasses.replace(view, words={}))


def names_in_templates() -> set[str]:
    parser = Environment(autoescape=True)
    parser.filters |= dict.fromkeys(("own", "destination", "underlined", "paragraph", "plain", "address"), str)
    return {
        found.attr
        for path in TEMPLATES.rglob("*.j2")
        for found in parser.parse(path.read_text(encoding="utf-8")).find_all(nodes.Getattr)
    }  # fmt: skip


def test_templates_show_every_field_of_every_view():
    kinds = [
        kind for kind in (vars(views) | vars(edition_views)).values() if dataclasses.is_dataclass(kind) and kind is not edition_views.Beside
    ]
    fields = {field.name for kind in kinds for field in dataclasses.fields(kind)}

    assert fields - names_in_templates() == set()


def test_templates_do_not_think():
    allowed = {"own", "destination", "underlined", "paragraph", "plain", "address", "calling_nobody"}
    given = {
        "digest",
        "edition",
        "index",
        "feed",
        "contents",
        "podcast",
        "overview",
        "shortened_from",
        "is_cut",
        "pick",
        "one",
        "image",
        "item",
        "letter",
        "post",
    }
    for path in TEMPLATES.rglob("*.j2"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", source), path
        parser = Environment(autoescape=True)
        parser.filters |= dict.fromkeys(allowed, str)
        tree = parser.parse(source)
        assert {used.name for used in tree.find_all((nodes.Filter, nodes.FilterBlock)) if isinstance(used, nodes.Filter)} <= allowed, path
        assert not list(tree.find_all((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Mod))), path
        assert meta.find_undeclared_variables(tree) <= given, path
