"""`gapfeed share write`: one command and one typed sentence from a pick to the clipboard."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clipboards import pasted
from tests.running import run

NOTE = "The panel trick saved our weekly review."
URL = "http://plainnumbers.example/2026/small-multiples.html"
#: Numbers in the demo's digest.
ARABIC, POLISH, BULGARIAN = "2", "4", "7"


def write(home, *words):
    return run("--config", home / "config.yaml", "--at", "2026-03-04T07:10+01:00", "share", "write", *words)


def facts(home, *words):
    return [json.loads(line) for line in write(home, *words, "--json").out.splitlines()]


def as_process(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process with nothing around it but *environment*."""
    command = [sys.executable, "-m", "pipeline.cli", "--config", str(home / "config.yaml"), "share", "write", *words]
    around = {"PATH": "/nowhere", "HOME": str(home), "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1", **environment}
    return subprocess.run(command, capture_output=True, text=True, env=around, check=False, timeout=120)


def test_one_command_and_one_sentence_put_a_post_on_the_clipboard(home, x_display):
    ran = as_process(home, "1", "--note", NOTE, "--network", "linkedin", "--copy", **x_display)

    assert ran.returncode == 0
    assert pasted(x_display) == ran.stdout.rstrip("\n")
    assert (
        ran.stdout
        == f"""{NOTE}

“A line chart with fourteen lines is a ball of wool.”

Small multiples: one question, many panels, one scale
Hanne Ostrowik, Plain Numbers
{URL}

What would you do differently?

#DataVisualisation
"""
    )
    said = ran.stderr.splitlines()
    assert said[0] == "linkedin: 286 of 3000"
    assert said[-2:] == [
        "the text is on your clipboard",
        "kept as 1: once you have posted it, `gapfeed share posted 1`; if you do not, `gapfeed share dropped 1`",
    ]


def test_where_nothing_can_copy_the_post_is_printed_and_that_is_said(home):
    ran = as_process(home, "1", "--note", NOTE, "--network", "mastodon", "--copy")

    assert ran.returncode == 1
    assert ran.stdout.startswith(NOTE)
    assert "nothing here can copy: take the post from above, or install xclip or wl-clipboard" in ran.stderr


def test_a_page_that_takes_only_the_address_has_the_text_copied(home, x_display):
    ran = as_process(home, "1", "--note", NOTE, "--network", "linkedin", "--open", **x_display)

    assert ran.returncode == 0
    assert "open this page: https://www.linkedin.com/sharing/share-offsite/?url=http%3A%2F%2Fplainnumbers.example%2F" in ran.stderr
    assert "linkedin takes only the address there: paste the text yourself" in ran.stderr
    assert "the text is on your clipboard" in ran.stderr


@pytest.mark.parametrize(
    ("network", "said"),
    [
        pytest.param("mastodon", "open this page: https://share.joinmastodon.org/#text=The%20panel%20trick", id="it takes the text"),
        pytest.param("email", "open this page: mailto:?subject=Small%20multiples", id="a letter"),
        pytest.param("x", "open this page: https://x.com/intent/tweet?text=The%20panel%20trick", id="X"),
    ],
)
def test_in_a_pipe_the_address_of_the_page_is_printed_beside_the_post(home, network, said):
    ran = as_process(home, "1", "--note", NOTE, "--network", network, "--open", DISPLAY=":99")

    assert ran.returncode == 0
    assert said in ran.stderr
    assert "https://x.com" not in ran.stdout
    assert "clipboard" not in ran.stderr


def test_the_server_of_ones_own_is_opened(home):
    config = home / "config.yaml"
    account = "accounts:\n  mastodon: {server: 'https://mastodon.example', token_env: GAPFEED_MASTODON_TOKEN}\n"
    config.write_text(config.read_text(encoding="utf-8") + account, encoding="utf-8")

    assert facts(home, "1", "--network", "mastodon")[0]["open"].startswith("https://mastodon.example/share?text=")


def test_what_has_no_page_is_copied_to_be_pasted(home, x_display):
    ran = as_process(home, "1", "--note", NOTE, "--network", "slack", "--open", **x_display)

    assert "slack has no page that takes a post: paste it there\nthe text is on your clipboard" in ran.stderr


@pytest.mark.parametrize("option", ["--copy", "--open"])
def test_one_post_at_a_time_is_handed_over(home, option):
    ran = write(home, "1", "--to", "team", option)

    assert (ran.exit_code, ran.out) == (2, "")
    assert "--copy and --open take one post: choose one of slack, email with --network" in ran.err


@pytest.mark.parametrize(
    ("item", "options", "language", "words"),
    [
        pytest.param("1", ["--note", NOTE], "en", "What would you do differently?", id="an English sentence"),
        pytest.param("1", ["--note", "Ten rysunek uratował nam przegląd tygodnia."], "pl", "#WizualizacjaDanych", id="a Polish one"),
        pytest.param("1", ["--note", "Използвах го вчера с екипа и проработи."], "bg", "#ВизуализацияНаДанни", id="a Bulgarian one"),
        pytest.param("1", ["--note", "جرّبناه في اجتماع الفريق ونجح."], "ar", "«A line chart", id="an Arabic one"),
        pytest.param(ARABIC, [], "ar", "#التغذية_الراجعة", id="no sentence: as the item"),
        pytest.param(POLISH, ["--to", "team"], "pl", "#Wydajność", id="the circle reads it"),
        pytest.param(ARABIC, ["--to", "team"], "en", "#Feedback", id="the circle does not: its first language"),
        pytest.param(ARABIC, ["--note", "Worth an hour."], "en", "#Feedback", id="two English words on an Arabic item"),
        pytest.param("1", ["--note", "I tried it."], "en", "#DataVisualisation", id="an I that is no Polish"),
        pytest.param(ARABIC, ["--note", "Опитах."], "bg", "#ОбратнаВръзка", id="a Bulgarian word on an Arabic item"),
        pytest.param(
            BULGARIAN, ["--language", "en", "--note", "Използвах го вчера с екипа и проработи."], "en", "#UserResearch", id="as wished"
        ),
    ],
)
def test_a_post_is_in_the_language_that_fits(home, item, options, language, words):
    (post,) = facts(home, item, *options, "--network", "mastodon")

    assert post["language"] == language
    assert words in post["text"]


def test_that_a_circle_does_not_read_the_article_is_said_beside_the_post(home):
    hint = "team reads English and Polish, and the article is in Arabic: say in your note what it says"

    assert f"slack, email: {hint}\n" in write(home, ARABIC, "--to", "team", "--note", "Worth an hour.").err
    assert hint not in write(home, POLISH, "--to", "team", "--note", "Worth an hour.").err
    assert hint not in write(home, ARABIC, "--network", "slack", "--note", "Worth an hour.").err


def test_the_first_hashtag_is_what_the_item_itself_is_about(home):
    (post,) = facts(home, "41f233872809", "--network", "mastodon", "--language", "en")

    assert post["text"].split("\n\n")[-1].startswith("#EverydaySecurity ")


def test_a_language_without_words_is_a_misuse(home):
    ran = write(home, "1", "--language", "de")

    assert (ran.exit_code, ran.out) == (2, "")
    assert "there are no words for a post in 'de': choose ar, bg, en or pl" in ran.err


def test_a_thread_is_printed_post_by_post(home):
    note = "I tried it with the whole team, and it worked. " * 12
    ran = write(home, "1", "--note", note, "--network", "bluesky", "--thread")
    posts = ran.out.split("\n" + "─" * 20 + "\n")

    assert len(posts) > 2
    assert URL in posts[0]
    assert posts[0].endswith(f"1/{len(posts)}")
    assert "your sentence was cut" not in ran.err
    assert [post["place"] for post in facts(home, "1", "--note", note, "--network", "bluesky", "--thread")] == list(
        range(1, len(posts) + 1)
    )


@pytest.mark.parametrize(
    ("network", "note", "hint"),
    [
        pytest.param("x", "", "The post has no sentence of yours", id="no note"),
        pytest.param("x", "long " * 90, "x: a thread has room for all of your sentence: --thread", id="a long note, and threads"),
        pytest.param(
            "discord", "long " * 900, "Your note was cut for want of room; write a shorter one.\n", id="a long note, and no threads"
        ),
        pytest.param("bluesky", "n" * 160, "there was no room for what it teaches", id="no room for the quotation"),
        pytest.param("bluesky", "Thanks @ada.example!", "@ada.example can be called only from Bluesky's own page", id="a mention"),
    ],
)
def test_what_to_know_of_a_post_is_said_beside_it(home, network, note, hint):
    ran = write(home, "1", "--network", network, "--note", note)

    assert hint in ran.err
    assert hint not in ran.out


def test_what_is_to_know_of_several_posts_is_said_once(home):
    assert write(home, "1", "--to", "team").err.count("no sentence of yours") == 1


def test_programs_get_every_fact(home):
    (post,) = facts(home, "1", "--network", "bluesky", "--note", NOTE)
    pointed = [post["text"].encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode() for one in post["facets"]]

    assert pointed == [URL, "#DataVisualisation"]
    assert (post["place"], post["places"], post["fits"], post["open_takes_text"], post["hints"]) == (1, 1, True, True, [])
    assert post["open"].startswith("https://bsky.app/intent/compose?text=")


def test_what_only_says_where_it_was_found_stays_out_of_the_post(home):
    import sqlite3

    with sqlite3.connect(home / "gapfeed.db") as connection:
        connection.execute("UPDATE articles SET url = url || '?utm_source=feed&page=2' WHERE url = ?", (URL,))

    assert f"{URL}?page=2\n" in write(home, "1", "--network", "mastodon").out


def test_what_only_says_where_it_was_found_stays_out_beside_what_may_be_a_key_too(home):
    import sqlite3

    with sqlite3.connect(home / "gapfeed.db") as connection:
        connection.execute("UPDATE articles SET url = url || '?utm_source=feed&key=minor' WHERE url = ?", (URL,))

    assert f"{URL}?key=minor\n" in write(home, "1", "--network", "mastodon").out


def test_what_opening_a_link_would_do_is_not_done_to_look_at_it(home):
    import sqlite3

    from tests.networks import Slack, running

    config = home / "config.yaml"
    with running(Slack()) as server:
        config.write_text(f'{config.read_text(encoding="utf-8")}\nfetch: {{allow_private: ["{server.host}"]}}\n', encoding="utf-8")
        with sqlite3.connect(home / "gapfeed.db") as connection:
            connection.execute("UPDATE articles SET url = ? WHERE url = ?", (f"{server.address}/unsubscribe?u=abc", URL))
        ran = as_process(home, "1", "--network", "mastodon", "--copy")

    assert ran.returncode == 1
    assert "unsubscribes whoever opens it" in " ".join(ran.stderr.split())
    assert server.got == []


def test_a_public_article_that_speaks_of_the_readers_own_machine_can_be_passed_on(home):
    import sqlite3

    with sqlite3.connect(home / "gapfeed.db") as connection:
        connection.execute("UPDATE articles SET summary = 'Start it and open http://localhost:3000 in a browser.' WHERE url = ?", (URL,))
    ran = write(home, "1", "--network", "mastodon")

    assert ran.exit_code == 0
    assert "In the text of the feed, localhost" in ran.err


def test_a_person_at_a_terminal_sees_the_page_opened(home, tmp_path):
    import pty

    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" > {tmp_path}/asked\n', encoding="utf-8")
    browser.chmod(0o755)
    master, slave = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "--config",
        str(home / "config.yaml"),
        "share",
        "write",
        "1",
        "--note",
        NOTE,
        "--network",
        "x",
    ]
    around = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(Path(__file__).parent.parent), "BROWSER": f"{browser} %s"}
    ran = subprocess.run([*command, "--open"], stdout=slave, stderr=subprocess.PIPE, text=True, env=around, check=True, timeout=120)
    os.close(slave)
    os.close(master)

    assert "opened in your browser: x" in ran.stderr
    assert (tmp_path / "asked").read_text(encoding="utf-8").startswith("https://x.com/intent/tweet?text=The%20panel")


def test_a_post_that_is_held_back_is_not_copied_and_the_program_says_so_in_its_exit_code_too(home):
    ran = as_process(home, "1", "--note", "Thanks, @everyone.", "--network", "linkedin", "--copy")

    assert ran.returncode == 1
    assert "It stays here for now" in ran.stderr
    assert "clipboard" not in ran.stderr
