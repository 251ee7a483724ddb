"""`gapfeed inspect`: one JSON line for each input, in input order, whatever the input is."""

import json

import pytest

from pipeline.edges.workers import InProcess, WorkerLost
from pipeline.inspect import story_facts, text_facts
from pipeline.resources import packaged
from tests.running import run

SITES = packaged("demo") / "sites"
FEED, PAGE = SITES / "plainnumbers.example" / "feed.xml", SITES / "plainnumbers.example" / "2026" / "small-multiples.html"
FEED_KEYS = {"file", "title", "site", "language", "items", "skipped", "error", "warning"}
ITEM_KEYS = {
    "key", "url", "url_key", "title", "published", "updated", "author", "language", "kind", "minutes", "summary_text", "content_text", "categories",
    "enclosure", "chapters", "transcripts",
}  # fmt: skip
PAGE_KEYS = {
    "file", "title", "author", "published", "language", "direction", "text", "words", "minutes", "level", "summary", "skills", "text_from", "why_not_page",
}  # fmt: skip
TEXT_KEYS = {"id", "language", "direction", "level", "summary", "skills"}


def inspected(*words, standard_input=None):
    ran = run("inspect", *words, "--jsonl", answers=standard_input)

    assert (ran.exit_code, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


class _Lost(InProcess):
    def run(self, *_arguments, **_limits):
        raise WorkerLost("it took too long")


@pytest.fixture
def bad_files(tmp_path):
    files = {name: tmp_path / name for name in ("empty", "page.html", "cut.xml", "folder", "none")}
    files["empty"].touch()
    files["page.html"].write_text("<html><body>No feed.</body></html>", encoding="utf-8")
    files["cut.xml"].write_bytes(FEED.read_bytes()[:1500])
    files["folder"].mkdir()
    return files


def test_every_file_gets_its_line_in_order_as_a_feed_or_with_an_error(bad_files):
    files = [FEED, *bad_files.values(), SITES / "glasat.example" / "show.xml"]
    lines = inspected("feed", *files)

    assert [line["file"] for line in lines] == [str(file) for file in files]
    assert all(set(line) == FEED_KEYS for line in lines)
    assert [bool(line["error"]) for line in lines] == [False, True, True, False, True, True, False]
    assert lines[3]["warning"]
    assert lines[5]["error"] == "the file cannot be read: No such file or directory"


def test_a_feed_is_told_item_by_item_as_the_contract_says(bad_files):
    article, episode = (
        inspected("feed", SITES / name)[0]["items"] for name in ("plainnumbers.example/feed.xml", "thelongtable.example/show.rss")
    )

    assert all(set(item) == ITEM_KEYS for item in [*article, *episode])
    assert all(item["published"].endswith("Z") and item["url"].startswith("http") for item in article)
    assert {item["kind"] for item in article} == {"article"}
    assert {item["kind"] for item in episode} == {"episode"}
    assert all(set(item["enclosure"]) == {"url", "type", "bytes"} and item["minutes"] > 0 for item in episode)
    assert all(set(link) == {"url", "type", "language"} for item in episode for link in item["transcripts"])


def test_relative_links_of_a_feed_are_resolved_against_its_address(tmp_path):
    file = tmp_path / "feed.xml"
    file.write_text(
        "<rss version='2.0'><channel><title>T</title><item><title>A</title><link>/a</link></item></channel></rss>", encoding="utf-8"
    )

    assert inspected("feed", file, "--url", "https://example.org/feeds/all.xml")[0]["items"][0]["url"] == "https://example.org/a"


def test_every_page_gets_its_line_in_order(bad_files):
    files = [PAGE, *bad_files.values(), SITES / "zanayat.example" / "index.html"]
    lines = inspected("page", *files, "--workers", "2")

    assert [line["file"] for line in lines] == [str(file) for file in files]
    assert all(set(line) == PAGE_KEYS for line in lines)
    assert (lines[0]["language"], lines[0]["direction"], lines[0]["text_from"], lines[0]["why_not_page"]) == ("en", "ltr", "page", None)
    assert lines[0]["skills"][0]["skill"] == "data-visualisation"
    assert set(lines[0]["skills"][0]) == {"skill", "group", "strength", "evidence"}
    assert all(line["why_not_page"] for line in lines[1:6])


def test_pages_named_on_standard_input_get_their_lines_and_so_do_lines_that_name_none():
    lines = [
        json.dumps({"file": str(PAGE), "url": "http://plainnumbers.example/2026/small-multiples.html"}), "", "not json", "[1]", '{"url": "x"}', '{"file": 5}',
        '{"file": "none", "url": null}', '{"file": "a\\u0000b"}',
    ]  # fmt: skip
    told = inspected("page", "-", "--workers", "1", standard_input="\n".join(lines))

    assert [line["file"] for line in told] == [str(PAGE), "", "", "", "", "none", "a\0b"]
    assert [line["why_not_page"] for line in told[1:5]] == [
        *(f'line {number} is no object {{"file", "url"}}' for number in (3, 4, 5)),
        'line 6 is no object {"file", "url"}: its "file" is the number 5, not text',
    ]
    assert all(set(line) == PAGE_KEYS for line in told)


def test_every_text_gets_its_line_under_its_own_id(tmp_path):
    lines = [
        json.dumps({"id": "ar", "title": "التغذية الراجعة", "text": "قدّم التغذية الراجعة للموظف بعد الاجتماع مباشرة وصف الموقف والسلوك والأثر."}),
        "not json", "[1]", "null", '{"title": "no id", "text": "x"}', '{"id": 7, "title": "A", "text": 5}', "",
        '{"id": 8, "title": null, "text": null}', '{"id": "x", "title": "Rows", "text": "SQL joins two tables.", "language": "zz", "url": "::"}',
    ]  # fmt: skip
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    told = inspected("text", file, "--workers", "1")

    assert [line["id"] for line in told] == ["ar", None, None, None, None, 7, 8, "x"]
    assert [set(line) - TEXT_KEYS for line in told] == [set(), {"error"}, {"error"}, {"error"}, {"error"}, {"error"}, set(), set()]
    assert (told[0]["language"], told[0]["direction"], told[0]["skills"][0]["skill"]) == ("ar", "rtl", "giving-feedback")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        pytest.param("[1]", "the line is no JSON object with id, title and text", id="a list"),
        pytest.param('{"title": "A"}', 'the line has no "id"', id="no id"),
        pytest.param('{"id": 1, "title": "A", "text": ["b"]}', 'its "text" is a list, not text', id="text"),
        pytest.param('{"id": 1, "title": "A", "text": "b", "url": 5}', 'its "url" is the number 5, not text', id="url"),
        pytest.param(
            '{"id": 1, "title": "A", "text": "b", "language": {"en": 1}}', 'its "language" is a group of keys, not text', id="language"
        ),
        pytest.param('{"id": 1, "text": true}', 'its "text" is true (a yes-or-no value), not text', id="truth"),
    ],
)
def test_a_line_that_cannot_be_read_says_which_part_of_it_is_wrong(line, error):
    assert [told["error"] for told in text_facts(InProcess(), [line], 1)] == [error]


OWN = "learn:\n  - {skill: bee-keeping, words: {en: [apiary, hive inspection]}}\n  - {skill: sql}\n"


def test_skills_of_ones_own_are_looked_for_only_with_the_config_that_names_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(OWN, encoding="utf-8")
    text = "Hive inspection in an apiary takes ten minutes. Begin a hive inspection of the apiary with smoke."
    (tmp_path / "page.html").write_text(f"<html><h1>Hive inspection</h1><p>{text}</p></html>", encoding="utf-8")
    (tmp_path / "texts.jsonl").write_text(json.dumps({"id": 1, "title": "Hive inspection", "text": text}), encoding="utf-8")
    found = [
        [skill["skill"] for skill in json.loads(run(*options, "inspect", command, file, "--workers", "1").out)["skills"]]
        for command, file in (("page", "page.html"), ("text", "texts.jsonl"))
        for options in ((), ("--config", "config.yaml"))
    ]

    assert ["bee-keeping" in skills for skills in found] == [False, True, False, True]


def test_a_config_with_mistakes_stops_an_inspection_that_asks_for_it(tmp_path):
    (tmp_path / "config.yaml").write_text("learn: 5\n", encoding="utf-8")

    assert run("--config", tmp_path / "config.yaml", "inspect", "page", PAGE).exit_code == 2


def test_texts_may_come_on_standard_input():
    assert [
        line["id"] for line in inspected("text", "-", "--workers", "1", standard_input='{"id": "1", "title": "Rows", "text": "SQL."}\n')
    ] == ["1"]


def test_every_text_gets_its_story_as_it_arrives_and_lines_that_are_none_an_error():
    leak = "Borealis Bank left 42,000 records open in Gdynia for 19 days, Marta Zawada said on 3 May. The regulator in Warsaw may fine the bank."
    lines = [
        json.dumps({"id": 1, "title": "Borealis Bank left 42,000 records open", "text": leak, "published": "2026-05-03T08:00:00Z", "language": "en"}),
        json.dumps({"id": 2, "title": "Soup", "text": "Roast the pumpkin until it is soft, then add ginger and stock.", "published": "2026-05-03"}),
        "not json", "[1]", "", '{"id": 3, "title": "A", "text": "b"}', '{"id": 4, "title": "A", "text": "b", "published": "yesterday"}',
        json.dumps({"id": 5, "title": "19 days open: Borealis Bank", "text": f"Again: {leak}", "published": "2026-05-04T09:00:00+02:00"}),
        '{"id": 6, "title": "A", "text": "b", "published": "0001-01-01T00:00:00+10:00"}', '{"id": 7, "title": null, "text": null, "published": "2026-05-04"}',
    ]  # fmt: skip
    told = inspected("stories", "-", standard_input="\n".join(lines))

    assert [line["id"] for line in told] == [1, 2, None, None, 3, 4, 5, 6, 7]
    assert ["error" in line for line in told] == [False, False, True, True, True, True, False, True, False]
    assert [told[number]["story"] for number in (0, 1, 6)] == [1, 2, 1]
    assert told[4] == {"id": 3, "story": None, "error": "the line has no published that is a time in ISO 8601"}


def test_a_story_is_said_before_the_next_line_is_read():
    read = []

    def lines():
        for number in range(3):
            read.append(number)
            yield json.dumps({"id": number, "title": "A", "text": "b", "published": "2026-05-03"})

    assert [len(read) for _ in story_facts(InProcess(), lines())] == [1, 2, 3]


def test_a_text_that_no_worker_survives_is_an_error_of_its_line():
    line = json.dumps({"id": 1, "title": "A", "text": "b", "published": "2026-05-03"})

    assert list(story_facts(_Lost(), [line])) == [{"id": 1, "story": None, "error": "it could not be understood: it took too long"}]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["feed"], "Missing argument 'FILES...'", id="no feed"),
        pytest.param(["page", "x", "--workers", "0"], "0 is not in the range", id="no workers"),
    ],
)
def test_wrong_usage_is_a_sentence(words, sentence):
    ran = run("inspect", *words)

    assert (ran.exit_code, ran.out) == (2, "")
    assert sentence in ran.err
