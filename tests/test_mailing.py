"""An edition by mail: to those who asked for it, once, and nobody else; and a way out of every list."""

import json
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
    assert (first.exit_code, again.exit_code) == (0, 0)


def test_a_second_edition_of_the_day_reaches_those_who_had_the_first_and_the_ledger_says_only_what_went(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{subscribers: friends.csv}", server)
        share(home, "edition", "--circle", "team", "--send", "--item", "1")
        ran = share(home, "edition", "--circle", "team", "--send", "--item", "2")
    kept = [json.loads(line) for line in share(home, "history", "--json").out.splitlines()]
    mailed = [message_from_bytes(data, policy=policy.default).get_body(("plain",)).get_content() for _, data in inbox.received]

    assert "sent to ola@example.org" in ran.out
    assert "before" not in ran.out
    assert len(mailed) == len(kept) == 2
    assert [one["outcome"] for one in kept] == ["sent", "sent"]
    assert [sum(one["url"] in mail for mail in mailed) for one in kept] == [1, 1]


def test_an_edition_of_which_they_had_a_part_that_day_is_not_mailed(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{subscribers: friends.csv}", server)
        share(home, "edition", "--circle", "team", "--send", "--item", "1")
        ran = share(home, "edition", "--circle", "team", "--send", "--item", "1", "--item", "2")

    assert ran.exit_code == 1
    assert "in an edition of that day already" in ran.err
    assert len(inbox.received) == 1


def test_what_is_left_of_an_edition_is_no_other_edition(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{subscribers: friends.csv}", server)
        share(home, "edition", "--circle", "team", "--send", "--item", "1", "--item", "2")
        kept = share(home, "history", "--json").out
        ran = share(home, "edition", "--circle", "team", "--send", "--item", "2")

    assert len(inbox.received) == 1
    assert "1 person had this edition before" in ran.out
    assert share(home, "history", "--json").out == kept


def test_whoever_gets_it_by_the_second_try_did_not_have_it_before(home, friends):
    inbox = Inbox(rcpt="451 later")
    with running(inbox) as server:
        configure(home, "{subscribers: friends.csv}", server)
        first = share(home, "edition", "--circle", "team", "--send")
        inbox.answers = {}
        later = run("--config", home / "config.yaml", "--at", "2026-03-04T09:10+01:00", "share", "edition", "--circle", "team", "--send")

    assert (first.exit_code, later.exit_code) == (1, 0)
    assert "sent to ola@example.org" in later.out
    assert "before" not in later.out


def test_what_the_person_took_back_can_be_sent_after_all(home, friends):
    inbox = Inbox(rcpt="451 later")
    with running(inbox) as server:
        configure(home, "{subscribers: friends.csv}", server)
        share(home, "edition", "--circle", "team", "--send", "--item", "1")
        share(home, "dropped", "1")
        inbox.answers = {}
        ran = share(home, "edition", "--circle", "team", "--send", "--item", "1")

    assert len(inbox.received) == 1
    assert "before" not in ran.out


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


def test_who_left_the_list_gets_no_edition_though_the_circle_names_the_address(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{email: [Jan@example.org, kim@example.org]}, {subscribers: friends.csv}", server)
        ran = share(home, "edition", "--circle", "team", "--send")

    assert sorted(mails_in(inbox)) == ["kim@example.org", "ola@example.org"]
    assert "friends.csv, jan@example.org left on 2026-02-01; nothing is sent there any more" in ran.out


def test_who_leaves_the_list_meanwhile_gets_no_waiting_edition_though_the_circle_names_the_address(home, friends):
    refusing = Inbox(rcpt="451 later")
    with running(refusing) as server:
        configure(home, "{email: [Ola@example.org]}, {subscribers: friends.csv}", server)
        share(home, "edition", "--circle", "team", "--send")
        share(home, "unsubscribe", "ola@example.org")
        refusing.answers = {}
        later = run("--config", home / "config.yaml", "--at", "2026-03-04T09:10+01:00", "publish")

    assert refusing.received == []
    assert "does not name it any more" in later.out + later.err


def test_who_left_the_list_still_gets_what_is_written_to_them_by_hand(home, friends):
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{email: [jan@example.org]}, {subscribers: friends.csv}", server)
        ran = share(home, "send", "1", "--to", "team", "--network", "email", "--note", "Look at the panels.")

    assert "jan@example.org" in mails_in(inbox), ran


def test_who_agreed_from_tomorrow_on_gets_nothing_today(home, friends):
    friends.write_text(f"{HEAD}ola@example.org,,2026-03-05,,\nkim@example.org,,2026-03-04,,\n", encoding="utf-8")
    inbox = Inbox()
    with running(inbox) as server:
        configure(home, "{subscribers: friends.csv}", server)
        ran = share(home, "edition", "--circle", "team", "--send")

    assert list(mails_in(inbox)) == ["kim@example.org"]
    assert "friends.csv, line 2: ola@example.org agreed on 2026-03-05, which is still to come" in ran.out


def test_of_many_rows_that_get_nothing_the_first_ten_are_named(home, friends):
    rows = "".join(f"p{number}@example.org,,,,\n" for number in range(2000))
    friends.write_text(f"{HEAD}{rows}", encoding="utf-8")
    with running(Inbox()) as server:
        configure(home, "{subscribers: friends.csv}", server)
        nobody = share(home, "edition", "--circle", "team", "--send")
        friends.write_text(f"{HEAD}{rows}kim@example.org,,2026-03-04,,\n", encoding="utf-8")
        somebody = share(home, "edition", "--circle", "team", "--send")

    for said in (nobody.err, somebody.out):
        assert re.findall(r"p(\d+)@", said) == [str(number) for number in range(10)]
        assert "  … and 1,990 more\n" in said


def test_a_list_from_a_spreadsheet_in_another_encoding_says_how_to_save_it(home, friends):
    friends.write_bytes("email;since;left\r\nola@example.org;2026-01-02;\r\nżaneta@example.org;2026-01-02;\r\n".encode("cp1250"))
    with running(Inbox()) as server:
        configure(home, "{subscribers: friends.csv}", server)
        ran = share(home, "edition", "--circle", "team", "--send")

    assert ran.err == (f"{friends} is not written in UTF-8 (line 3): save it in that encoding; Excel calls it “CSV UTF-8” under Save As\n")


@pytest.mark.parametrize("broken", ["first", "last"])
def test_a_broken_list_does_not_keep_anybody_on_the_others(home, friends, broken):
    ways = ["{subscribers: friends.csv}", "{subscribers: none.csv}"]
    configure(home, ", ".join(reversed(ways) if broken == "first" else ways))
    ran = share(home, "unsubscribe", "ola@example.org")

    assert (ran.exit_code, ran.out) == (1, f"{friends}: ola@example.org was taken off\n")
    assert ran.err == f"{home / 'none.csv'}, which names the subscribers, cannot be read: No such file or directory\n"
    assert "at lunch,2026-03-04\n" in friends.read_text(encoding="utf-8")


def test_who_stands_in_no_list_could_not_be_taken_off(home, friends):
    configure(home, "{email: [kim@example.org]}, {subscribers: friends.csv}")
    ran = share(home, "unsubscribe", "Kim@example.org")

    assert ran.exit_code == 1
    assert ran.out.splitlines() == [
        f"{friends}: Kim@example.org does not stand there",
        f"{home / 'config.yaml'}: the circle 'team' names Kim@example.org under email:; Gapfeed does not rewrite that file, so take it out there",
    ]
    assert ran.err == "Kim@example.org stands in no list of subscribers; look whether it is spelt otherwise\n"
    assert friends.read_text(encoding="utf-8") == LIST


def test_a_program_reads_what_became_of_each_list(home, friends):
    configure(home, "{email: [ola@example.org]}, {subscribers: friends.csv}, {subscribers: none.csv}")
    ran = share(home, "unsubscribe", "ola@example.org", "--json")
    told = json.loads(ran.out)

    assert ran.exit_code == 1
    assert [one["outcome"] for one in told["lists"]] == ["taken off", "not changed"]
    assert "No such file" in told["lists"][1]["why"]
    assert told["named_by"] == ["team"]
