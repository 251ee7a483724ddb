"""An edition by mail: to those who asked for it, once, and nobody else; and a way out of every list."""

import re
import stat
from email import message_from_bytes, policy

import pytest

from tests.mailserver import Inbox, running
from tests.running import run

HEAD = "email,name,since,how,left\n"
LIST = f"""{HEAD}ola@example.org,Ola,2026-01-02,asked me at lunch,
jan@example.org,Jan,2026-01-03,by mail,2026-02-01
eva@example.org,Eva,,,
not an address,,2026-01-02,,
OLA@example.org,Ola again,2026-01-04,,
"""


def share(home, *words):
    return run("--config", home / "config.yaml", "--at", "2026-03-04T07:10+01:00", "share", *words)


def configure(home, via, server=None):
    config = home / "config.yaml"
    text = config.read_text(encoding="utf-8").replace("via: [slack, email]", f"via: [{via}]")
    if server:
        text += f'\nmail: {{from: "{server.sender}", host: {server.host}, port: {server.port}, tls: none}}\n'
    config.write_text(text, encoding="utf-8")


@pytest.fixture
def friends(home):
    """The list of subscribers of the circle."""
    file = home / "friends.csv"
    file.write_text(LIST, encoding="utf-8")
    return file


def mails_in(inbox):
    return {recipients[0]: message_from_bytes(data, policy=policy.default) for recipients, data in inbox.received}


def test_each_of_those_who_asked_gets_a_mail_of_their_own_and_the_others_are_named(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{email: [kim@example.org, Ola@Example.org]}, {subscribers: friends.csv}", server)
        ran = share(home, "edition", "--circle", "team", "--send", "--note", "1=Read this.")
    mails = mails_in(inbox)

    assert (ran.exit_code, ran.err) == (0, "")
    assert sorted(mails) == ["Ola@Example.org", "kim@example.org"]
    assert [len(recipients) for recipients, _ in inbox.received] == [1, 1]
    assert "sent to kim@example.org" in ran.out
    assert "friends.csv, line 4: eva@example.org has no day of consent under since" in ran.out
    assert "friends.csv, line 5: expected a mail address" in ran.out
    assert "friends.csv, jan@example.org left on 2026-02-01" in ran.out
    mail = mails["kim@example.org"]
    assert (mail["To"], mail["From"], mail["Subject"]) == ("kim@example.org", "Mina <gapfeed@example.org>", "Worth reading: 4 March 2026")
    assert mail["List-Unsubscribe"] == "<mailto:gapfeed@example.org?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] is None
    assert mail["List-Id"]
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        assert "Read this." in body
        assert "mailto:gapfeed@example.org?subject=unsubscribe" in body
        assert "ola@example.org" not in mail.as_string().lower()
    assert not re.search(r"<(img|script|form|link)|url\(", mail.get_body(("html",)).get_content())


def test_an_address_for_leaving_gives_one_click_and_names_who_leaves(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, '{subscribers: friends.csv, unsubscribe: "https://mina.example.org/leave?list=team&who={email}"}', server)
        ran = share(home, "edition", "--circle", "team", "--send", "--json")
    mail = mails_in(inbox)["ola@example.org"]
    (raw,) = (data for _, data in inbox.received)

    assert ran.exit_code == 0, ran.err
    assert b"List-Unsubscribe: <https://mina.example.org/leave?list=team&who=ola%40example.org>, <mailto:" in raw
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://mina.example.org/leave?list=team&amp;who=ola%40example.org" in mail.get_body(("html",)).get_content()


def test_an_address_for_leaving_that_names_nobody_is_completed(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{subscribers: friends.csv, unsubscribe: https://mina.example.org/leave}", server)
        share(home, "edition", "--circle", "team", "--send")

    assert "<https://mina.example.org/leave?email=ola%40example.org>" in mails_in(inbox)["ola@example.org"]["List-Unsubscribe"]


def test_it_is_sent_once_however_often_it_is_asked_for(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{subscribers: friends.csv}", server)
        first = share(home, "edition", "--circle", "team", "--send")
        again = share(home, "edition", "--circle", "team", "--send", "--note", "1=Something new.")

    assert len(inbox.received) == 1
    assert "sent to ola@example.org" in first.out
    assert "sent to ola@example.org" not in again.out
    assert "1 person had this edition before" in again.out


def test_what_was_mailed_is_in_the_ledger_with_its_note_and_is_not_given_again(home, friends):
    with running(Inbox()) as server:
        configure(home, "{subscribers: friends.csv}", server)
        share(home, "edition", "--circle", "team", "--send", "--note", "1=Read this.")
    history = share(home, "history", "--circle", "team").out
    ran = share(home, "edition", "--circle", "team")

    assert "Small multiples" in history
    assert "edition of 2026-03-04" in history
    # The same edition may be written again; it is the next one that holds nothing of it.
    assert ran.exit_code == 0


def test_who_left_meanwhile_gets_nothing_not_even_what_was_waiting(home, friends):
    refusing = Inbox(rcpt="451 later")
    with running(refusing) as server:
        configure(home, "{subscribers: friends.csv}", server)
        first = share(home, "edition", "--circle", "team", "--send")
        assert "not delivered to ola@example.org" in first.out
        share(home, "unsubscribe", "ola@example.org")
        refusing.answers = {}
        later = run("--config", home / "config.yaml", "--at", "2026-03-04T09:10+01:00", "publish")

    assert refusing.received == []
    assert "does not name it any more" in later.out + later.err


@pytest.mark.parametrize(
    ("via", "with_server", "words", "sentence"),
    [
        pytest.param("slack", True, ["--circle", "team"], "nobody in the circle 'team' gets mail", id="nobody"),
        pytest.param("{subscribers: friends.csv}", False, ["--circle", "team"], "config.yaml has no mail: section", id="no server"),
        pytest.param("{subscribers: none.csv}", True, ["--circle", "team"], "none.csv, which names the subscribers, cannot be read: No such file", id="no list"),
        pytest.param("{subscribers: friends.csv}", True, [], "say with --circle to whom it is sent", id="no circle"),
        pytest.param("{subscribers: friends.csv}", True, ["--circle", "nobody"], "there is no circle 'nobody'", id="no such circle"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_before_anything_is_written(home, friends, via, with_server, words, sentence):
    with running(Inbox()) as server:
        configure(home, via, server if with_server else None)
        before = set((home / "edition").iterdir())
        ran = share(home, "edition", *words, "--send")

    assert (ran.exit_code in {1, 2}, ran.out) == (True, "")
    assert sentence in ran.err
    assert set((home / "edition").iterdir()) == before


def test_leaving_writes_the_day_and_nothing_else(home, friends):
    configure(home, "{subscribers: friends.csv}")
    friends.chmod(0o600)
    ran = share(home, "unsubscribe", "Ola@example.org")

    assert ran.out == f"{friends}: Ola@example.org was taken off\n"
    assert friends.read_text(encoding="utf-8") == LIST.replace("at lunch,\n", "at lunch,2026-03-04\n").replace(
        "2026-01-04,,\n", "2026-01-04,,2026-03-04\n"
    )
    assert stat.S_IMODE(friends.stat().st_mode) == 0o600
    assert "had left before" in share(home, "unsubscribe", "ola@example.org").out
    assert '"outcome": "unknown there"' in share(home, "unsubscribe", "nobody@example.org", "--json").out


def test_a_list_that_lies_elsewhere_stays_there(home, tmp_path, friends):
    elsewhere = tmp_path / "elsewhere.csv"
    friends.rename(elsewhere)
    friends.symlink_to(elsewhere)
    configure(home, "{subscribers: friends.csv}")
    share(home, "unsubscribe", "ola@example.org")

    assert friends.is_symlink()
    assert "2026-03-04" in elsewhere.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"mail,since,left\n", "friends.csv: the first line has to name the columns", id="no column"),
        pytest.param(b"email,since,left\n\xff\n", "friends.csv is not written in UTF-8 (line 2)", id="not UTF-8"),
        pytest.param(
            b"email,since,left\n" + b"x" * 10_000_000, "friends.csv, which names the subscribers, is longer than 10 MB", id="endless"
        ),
    ],
)
def test_a_list_that_is_none_is_named_and_left_as_it_is(home, friends, content, sentence):
    friends.write_bytes(content)
    with running(Inbox()) as server:
        configure(home, "{subscribers: friends.csv}", server)
        sent, left = share(home, "edition", "--circle", "team", "--send"), share(home, "unsubscribe", "ola@example.org")

    for ran in (sent, left):
        assert (ran.exit_code, ran.out) == (1, "")
        assert sentence in ran.err
    assert friends.read_bytes() == content


def test_without_any_list_there_is_nothing_to_leave(home):
    ran = share(home, "unsubscribe", "ola@example.org")

    assert (ran.exit_code, ran.out) == (1, "")
    assert "no circle has a list of subscribers" in ran.err
