"""`gapfeed share send`: directly to a circle, at real servers that behave as their documentation says, each with a truthful receipt."""

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from pipeline.deliver import deliver_batch
from pipeline.edges.store import Store
from pipeline.model.digests import Attempt
from pipeline.settings import LEARNER
from tests.mailserver import Inbox
from tests.mailserver import running as receiving
from tests.networks import (
    APP_PASSWORD,
    HANDLE,
    HOOK_SECRET,
    SESSION_TOKEN,
    TOKEN,
    Bluesky,
    Discord,
    Mastodon,
    Slack,
    Teams,
    accepting_then_closing,
    answering,
    closing,
    running,
)
from tests.running import run

NOTE = "The second example is one I can use on Monday."
SECRETS = (TOKEN, APP_PASSWORD, SESSION_TOKEN, HOOK_SECRET)
NOW = "2026-03-04T07:10+01:00"


class Town:
    """All networks on this machine, and a demo configured to send to them."""

    def __init__(self, home, stack, monkeypatch):
        self.home = home
        self.mastodon, self.bluesky = stack.enter_context(running(Mastodon())), stack.enter_context(running(Bluesky()))
        self.slack, self.teams = stack.enter_context(running(Slack())), stack.enter_context(running(Teams()))
        self.discord = stack.enter_context(running(Discord()))
        self.inbox = Inbox()
        mail = stack.enter_context(receiving(self.inbox))
        services = (self.mastodon, self.bluesky, self.slack, self.teams, self.discord)
        variables = {
            "TOWN_TOKEN": TOKEN, "TOWN_PASSWORD": APP_PASSWORD, "TOWN_SLACK": self.slack.url, "TOWN_TEAMS": self.teams.url,
            "TOWN_DISCORD": self.discord.url,
        }  # fmt: skip
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        config = home / "config.yaml"
        before, after = (
            config.read_text(encoding="utf-8").split("network:\n")[0],
            config.read_text(encoding="utf-8").split("\nsources:\n")[1],
        )
        config.write_text(
            f"""{before}network:
  - circle: team
    languages: [en, pl]
    via: [{{slack_webhook_env: TOWN_SLACK}}, {{teams_webhook_env: TOWN_TEAMS}}, {{discord_webhook_env: TOWN_DISCORD}}]
  - circle: public
    via: [mastodon, bluesky, linkedin]
  - circle: friends
    via: [{{email: [ola@example.org, marek@example.org]}}]
  - circle: nobody
    via: [linkedin]
accounts:
  mastodon: {{server: "{self.mastodon.address}", token_env: TOWN_TOKEN}}
  bluesky: {{handle: {HANDLE}, password_env: TOWN_PASSWORD, server: "{self.bluesky.address}"}}
fetch: {{allow_private: [{", ".join(f'"{service.host}"' for service in services)}]}}
mail: {{from: mina@example.org, host: {mail.host}, port: {mail.port}, tls: none}}
sources:
{after}""",
            encoding="utf-8",
        )

    def share(self, *words, at=NOW):
        return run("--config", self.home / "config.yaml", "--at", at, "share", *words)

    def shares(self):
        store = Store(self.home / "gapfeed.db", LEARNER)
        try:
            return store.shares.all()
        finally:
            store.close()


@pytest.fixture
def town(home, monkeypatch):
    with ExitStack() as stack:
        yield Town(home, stack, monkeypatch)


def test_a_team_gets_it_in_each_of_its_channels_and_the_ledger_knows(town):
    sent = town.share("send", "1", "--to", "team", "--note", NOTE)

    assert sent.exit_code == 0
    assert [NOTE in service.shown[0] for service in (town.slack, town.teams, town.discord)] == [True] * 3
    assert [share.outcome for share in town.shares()] == ["sent"] * 3
    assert {share.note for share in town.shares()} == {NOTE}
    assert "sent to slack (TOWN_SLACK): share " in sent.out


def test_the_public_gets_it_at_mastodon_and_bluesky_and_the_rest_is_left_to_the_person(town):
    sent = town.share("send", "1", "--to", "public", "--note", NOTE)

    assert sent.exit_code == 0
    assert NOTE in town.mastodon.shown[0]
    assert NOTE in town.bluesky.shown[0]
    links = {share.network: share.link for share in town.shares()}
    assert links["mastodon"] == next(iter(town.mastodon.statuses.values()))["url"]
    assert links["bluesky"].startswith(f"https://bsky.app/profile/{HANDLE}/post/")
    assert "linkedin is yours to post at" in sent.out


def test_friends_get_a_letter_each_and_see_nobody_elses_address(town):
    sent = town.share("send", "1", "--to", "friends", "--note", NOTE)

    assert sent.exit_code == 0
    assert sorted(recipients[0] for recipients, _ in town.inbox.received) == ["marek@example.org", "ola@example.org"]
    assert all(b"marek@example.org" not in mail for recipients, mail in town.inbox.received if recipients == ["ola@example.org"])
    (share,) = town.shares()
    assert (share.outcome, share.network) == ("sent", "email")


def test_a_dry_run_shows_the_very_bytes_and_nothing_leaves_or_is_kept(town):
    facts = json.loads(town.share("send", "1", "--to", "team", "--note", NOTE, "--dry-run", "--json").out)

    assert [service.got for service in (town.slack, town.teams, town.discord)] == [[], [], []]
    assert town.shares() == ()
    town.share("send", "1", "--to", "team", "--note", NOTE)
    came = {"TOWN_SLACK": town.slack, "TOWN_TEAMS": town.teams, "TOWN_DISCORD": town.discord}
    for shown in facts["payloads"]:
        assert came[shown["to"]].got[0].body.decode() == shown["payload"]


def test_a_dry_run_shows_letters_as_they_are_sent(town):
    facts = json.loads(town.share("send", "1", "--to", "friends", "--note", NOTE, "--dry-run", "--json").out)
    assert town.inbox.received == []
    town.share("send", "1", "--to", "friends", "--note", NOTE)

    assert sorted(one["payload"].replace("\r\n", "\n") for one in facts["payloads"]) == sorted(
        mail.decode().replace("\r\n", "\n") for _, mail in town.inbox.received
    )


def test_the_same_post_is_not_sent_twice(town):
    first = town.share("send", "1", "--to", "public", "--note", NOTE)
    again = town.share("send", "1", "--to", "public", "--note", NOTE)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "sent to mastodon (" in first.out
    assert "before, as share 1" in again.out
    assert len(town.mastodon.shown) == len(town.bluesky.shown) == 1


def test_the_same_sentence_goes_on_by_the_ways_that_failed_and_that_are_the_persons_own(town):
    town.bluesky.next.append(answering(401))
    first = town.share("send", "1", "--to", "public", "--note", NOTE)
    second = town.share("send", "1", "--to", "public", "--note", NOTE)
    by_hand = town.share("write", "1", "--to", "public", "--network", "linkedin", "--note", NOTE, "--open")

    assert (first.exit_code, second.exit_code) == (1, 0)
    assert f"--network linkedin --note '{NOTE}' --open" in first.out
    assert len(town.mastodon.shown) == len(town.bluesky.shown) == 1
    assert "you gave this story" not in by_hand.err.lower()


def test_the_same_story_in_other_words_stays_here(town):
    town.share("send", "1", "--to", "public", "--note", NOTE)
    held = town.share("send", "1", "--to", "public", "--note", NOTE, "--language", "pl")

    assert held.exit_code == 1
    assert "You gave this story to public on 4 March 2026" in " ".join(held.out.split())
    assert len(town.mastodon.shown) == 1


def test_another_sentence_on_the_same_story_goes_with_anyway(town):
    town.share("send", "1", "--to", "public", "--note", NOTE)
    again = town.share("send", "1", "--to", "public", "--note", "A month later I still use it.", "--anyway")

    assert again.exit_code == 0
    assert len(town.mastodon.shown) == 2


def test_what_may_have_arrived_at_a_webhook_is_unknown_and_never_sent_again_by_itself(town):
    town.slack.next.append(accepting_then_closing)
    sent = town.share("send", "1", "--to", "team", "--network", "slack", "--note", NOTE)
    again = town.share("send", "1", "--to", "team", "--network", "slack", "--note", NOTE, "--anyway")

    assert sent.exit_code == again.exit_code == 1
    assert "perhaps delivered to slack (TOWN_SLACK)" in sent.out
    assert "look there whether it arrived, then say `gapfeed share posted 1` or `gapfeed share dropped 1`" in sent.out
    assert "--resend" not in sent.out
    assert [share.outcome for share in town.shares()] == ["unknown"]
    assert len(town.slack.shown) == 1
    assert "gapfeed share posted" in again.out


@pytest.mark.parametrize("misbehaviour", [accepting_then_closing, closing])
@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
def test_what_may_have_arrived_where_posts_have_keys_is_sent_again_within_the_hour_and_appears_once(town, network, misbehaviour):
    service = {"mastodon": town.mastodon, "bluesky": town.bluesky}[network]
    # At Mastodon the limits are asked first, at Bluesky the session, and after the silence whether the record is there.
    service.next += [lambda one, got, _handler: one.work(got), misbehaviour]
    if network == "bluesky":
        service.next.append(answering(503))
    first = town.share("send", "1", "--to", "public", "--network", network, "--note", NOTE)
    second = town.share("send", "1", "--to", "public", "--network", network, "--note", NOTE, at="2026-03-04T07:30+01:00")

    assert first.exit_code == 1
    assert second.exit_code == 0
    assert len(service.shown) == 1
    assert [share.outcome for share in town.shares()] == ["sent"]


LATER = "2026-03-04T07:20+01:00"
LONG_NOTE = "It took me a week to see why this works. " * 9


def passing(service, got, _handler):
    return service.work(got)


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
def test_a_second_try_that_fails_leaves_the_doubt_about_the_first(town, network):
    service = {"mastodon": town.mastodon, "bluesky": town.bluesky}[network]
    words = ("send", "1", "--to", "public", "--network", network, "--note", NOTE)
    service.next += [passing, accepting_then_closing, *[answering(503)] * (network == "bluesky")]
    town.share(*words)
    # Mastodon's limits are asked before, Bluesky's login is what is refused.
    service.next += [*[passing] * (network == "mastodon"), answering(429)]
    refused = town.share(*words, at=LATER)
    after_its_hour = town.share(*words, "--anyway", at="2026-03-04T08:10+01:00")

    assert (refused.exit_code, after_its_hour.exit_code) == (1, 1)
    assert "an earlier try may have arrived; the last one did not" in refused.out
    assert "`gapfeed share posted 1` or `gapfeed share dropped 1`" in refused.out
    assert [share.outcome for share in town.shares()] == ["unknown"]
    assert len(service.shown) == 1
    assert town.share(*words, at="2026-03-04T08:09+01:00").exit_code == 0
    assert len(service.shown) == 1


def other_words(town):
    return town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", f"{NOTE} Really.", at=LATER)


def other_limits(town):
    town.mastodon.next.append(answering(503))
    return town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", LONG_NOTE, "--anyway", at=LATER)


def by_hand(town):
    return town.share("write", "1", "--to", "public", "--network", "mastodon", "--note", NOTE, "--open", at=LATER)


@pytest.mark.parametrize(
    ("note", "again"),
    [
        pytest.param(NOTE, other_words, id="other words"),
        pytest.param(LONG_NOTE, other_limits, id="other limits"),
        pytest.param(NOTE, by_hand, id="by hand"),
    ],
)
def test_only_the_very_post_in_doubt_is_sent_again_without_a_word(town, note, again):
    town.mastodon.most = 5000
    town.mastodon.next += [passing, accepting_then_closing]
    town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", note)
    told = again(town)

    assert "may have reached public on 4 March 2026" in " ".join((told.out + told.err).split())
    if again is not other_limits:
        assert told.exit_code == 1
        assert len(town.mastodon.shown) == 1


@pytest.mark.parametrize(
    ("misbehaviour", "said"),
    [
        pytest.param(answering(500), "from part 2 of 2 on, it may or may not be there: ", id="in doubt"),
        pytest.param(answering(429), "part 2 of 2 is not there: ", id="refused"),
    ],
)
def test_a_thread_that_broke_off_is_gone_on_with(town, misbehaviour, said):
    words = ("send", "1", "--to", "public", "--network", "mastodon", "--thread", "--note", LONG_NOTE, "--anyway")
    town.mastodon.next += [passing, passing, misbehaviour]
    broken = town.share(*words)
    (between,) = town.shares()
    there = len(town.mastodon.shown)
    whole = town.share(*words, at=LATER)

    assert broken.exit_code == 1
    assert said in broken.out
    assert (between.outcome, between.link) == ("unknown", next(iter(town.mastodon.statuses.values()))["url"])
    assert (there, whole.exit_code, len(town.mastodon.shown)) == (1, 0, 2)
    assert [status["in_reply_to_id"] for status in town.mastodon.statuses.values()] == [None, next(iter(town.mastodon.statuses))]
    assert [(share.outcome, share.detail) for share in town.shares()] == [("sent", "")]


def through_apprise(town, monkeypatch, network, outcome):
    """Let the circle "nobody" be reached through Apprise, and return what came through it."""
    config = town.home / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("via: [linkedin]", f"via: [{{apprise_env: TOWN_CHAT, network: {network}}}]")
    )
    monkeypatch.setenv("TOWN_CHAT", "json://127.0.0.1")
    came = []

    def notify(_address, *, to, title, body):
        came.append(f"{title} {body}")
        return Attempt(to=to, outcome=outcome, detail="" if outcome == "sent" else "no answer")

    monkeypatch.setattr("pipeline.share.courier.notify", notify)
    return came


def test_what_apprise_may_have_posted_at_mastodon_is_not_posted_again(town, monkeypatch):
    came = through_apprise(town, monkeypatch, "mastodon", "unknown")
    town.share("send", "1", "--to", "nobody", "--note", NOTE)
    again = town.share("send", "1", "--to", "nobody", "--note", NOTE, "--anyway", at=LATER)

    assert (len(came), again.exit_code) == (1, 1)
    assert "Mastodon knows it" not in town.share("history", at=LATER).out


def test_through_apprise_goes_one_message_and_the_ledger_has_no_more(town, monkeypatch):
    came = through_apprise(town, monkeypatch, "x", "sent")
    town.share("send", "1", "--to", "nobody", "--note", LONG_NOTE, "--thread", "--anyway")

    (share,) = town.shares()
    assert [text.endswith(share.text) for text in came] == [True]


def test_two_circles_on_one_timeline_do_not_get_it_there_twice(town):
    config = town.home / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace(
            "  - circle: nobody\n    via: [linkedin]", "  - circle: peers\n    via: [mastodon, bluesky]"
        )
    )
    town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", NOTE)
    held = town.share("send", "1", "--to", "peers", "--network", "mastodon", "--note", NOTE)
    elsewhere = town.share("send", "1", "--to", "peers", "--network", "bluesky", "--note", NOTE)
    anyway = town.share("send", "1", "--to", "peers", "--network", "mastodon", "--note", NOTE, "--anyway")

    assert held.exit_code == 1
    assert f"This story stands at {town.mastodon.address.removeprefix('http://')} since 4 March 2026" in " ".join(held.out.split())
    assert (elsewhere.exit_code, anyway.exit_code) == (0, 0)


def test_a_mail_that_another_run_takes_meanwhile_is_left_to_it_and_the_others_go_on(town, monkeypatch):
    def taken_first(outbox, postroom, settings, batch, now):
        waiting = outbox.waiting(now, batch)
        outbox.begin(waiting[0].id, now)
        monkeypatch.setattr(type(outbox), "waiting", lambda *_: waiting)
        return deliver_batch(outbox, postroom, settings, batch, now)

    monkeypatch.setattr("pipeline.share.send.deliver_batch", taken_first)
    sent = town.share("send", "1", "--to", "friends", "--note", NOTE)

    assert sent.exit_code == 0
    assert sent.out.splitlines()[-2:] == [
        "still to be delivered to ola@example.org: another run of Gapfeed is delivering it", "sent to marek@example.org: 250 OK: queued",
    ]  # fmt: skip
    assert [recipients for recipients, _ in town.inbox.received] == [["marek@example.org"]]


def test_one_that_fails_blocks_no_other(town):
    town.slack.next.append(answering(404, "no_service"))
    sent = town.share("send", "1", "--to", "team", "--note", NOTE)

    assert sent.exit_code == 1
    assert {share.network: share.outcome for share in town.shares()} == {"slack": "failed", "teams": "sent", "discord": "sent"}
    assert "make a new one" in " ".join(sent.out.split())


def test_what_failed_can_be_sent_again(town):
    town.slack.next.append(answering(429, Retry_After="30"))
    first = town.share("send", "1", "--to", "team", "--network", "slack", "--note", NOTE)
    second = town.share("send", "1", "--to", "team", "--network", "slack", "--note", NOTE)

    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "try again in" in " ".join(first.out.split())
    assert [share.outcome for share in town.shares()] == ["sent"]


def test_an_expired_token_is_said_with_what_to_do(town, monkeypatch):
    monkeypatch.setenv("TOWN_TOKEN", "canary-expired")
    sent = town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", NOTE)

    assert sent.exit_code == 1
    assert "make a new one" in " ".join(sent.out.split())
    assert "set TOWN_TOKEN" in " ".join(sent.out.split())
    assert "canary-expired" not in sent.out + sent.err


def test_a_server_with_room_for_more_gets_more(town):
    town.mastodon.most = 5000
    long_note = "It took me a week to see why this works. " * 14
    town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", long_note, "--anyway")

    assert long_note.strip() in town.mastodon.shown[0]


def test_a_thread_is_posted_part_under_part(town):
    long_note = "It took me a week to see why this works. " * 9
    town.share("send", "1", "--to", "public", "--note", long_note, "--thread", "--anyway")

    statuses = list(town.mastodon.statuses.values())
    assert len(statuses) > 1
    assert [status["in_reply_to_id"] for status in statuses] == [None, *(status["id"] for status in statuses[:-1])]
    records = list(town.bluesky.records.items())
    assert len(records) > 1
    assert {record["reply"]["root"]["uri"] for _, record in records[1:]} == {records[0][0]}


def test_a_circle_that_is_reached_by_hand_is_told_so(town):
    sent = town.share("send", "1", "--to", "nobody", "--note", NOTE)

    assert sent.exit_code == 1
    assert "gapfeed share write 1 --to nobody" in sent.err
    assert town.shares() == ()


def test_a_circle_of_two_words_is_named_in_commands_so_that_they_can_be_typed(town):
    config = town.home / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("circle: nobody", "circle: former classmates").replace("circle: public", "circle: the public"))
    by_hand = town.share("send", "1", "--to", "former classmates", "--note", NOTE)
    partly = town.share("send", "1", "--to", "the public", "--note", NOTE)

    assert "gapfeed share write 1 --to 'former classmates'" in by_hand.err
    assert "gapfeed share write 1 --to 'the public' --network linkedin" in partly.out


def test_without_a_sentence_of_ones_own_it_is_said_and_sent(town):
    sent = town.share("send", "1", "--to", "team", "--network", "slack")

    assert sent.exit_code == 0
    assert "no sentence of yours" in " ".join(sent.out.split())


def test_a_claim_that_the_article_does_not_make_stays_until_the_person_says_anyway(town):
    note = "Cuts reading time by 73 %."
    held = town.share("send", "1", "--to", "team", "--network", "slack", "--note", note)
    sent = town.share("send", "1", "--to", "team", "--network", "slack", "--note", note, "--anyway")

    assert (held.exit_code, sent.exit_code) == (1, 0)
    assert "73" in held.out
    assert len(town.slack.shown) == 1


def test_no_secret_is_printed_or_kept(town, monkeypatch):
    outputs = []
    for circle in ("team", "public", "friends"):
        for words in (("--dry-run",), (), ("--anyway",)):
            ran = town.share("send", "2", "--to", circle, "--note", NOTE, *words)
            outputs.append(ran.out + ran.err)
    monkeypatch.setenv("TOWN_SLACK", f"https://127.0.0.1:1/{HOOK_SECRET}")
    ran = town.share("send", "3", "--to", "team", "--note", NOTE)
    outputs += [ran.out + ran.err, town.share("history", "--json").out]
    kept = [file.read_bytes() for file in town.home.rglob("*") if file.is_file()]

    for secret in SECRETS:
        assert all(secret not in output for output in outputs)
        assert all(secret.encode() not in held for held in kept)


_KILLED_AFTER_POSTING = """
import os, signal, sys
from pipeline.edges.store import shares
real = shares.Shares.settle
def settle(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
shares.Shares.settle = settle
from pipeline.cli import main
main()
"""


@pytest.mark.parametrize("network", ["slack", "mastodon", "bluesky"])
def test_killed_between_the_post_and_the_ledger_nothing_is_posted_twice(town, network):
    circle = "team" if network == "slack" else "public"
    words = ["--config", town.home / "config.yaml", "share", "send", "1", "--to", circle, "--network", network, "--note", NOTE, "--anyway"]
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_AFTER_POSTING, *map(str, words)], env=os.environ, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert [share.outcome for share in town.shares()] == ["sending"]

    again = run(*words)

    service = {"slack": town.slack, "mastodon": town.mastodon, "bluesky": town.bluesky}[network]
    assert len(service.shown) == 1
    if network == "slack":
        assert again.exit_code == 1
        assert "gapfeed share posted" in again.out
    else:
        assert again.exit_code == 0
        assert [share.outcome for share in town.shares()] == ["sent"]


def test_what_mastodon_counts_is_asked_for_and_kept_when_it_changes(town):
    town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", NOTE)
    (status,) = town.mastodon.statuses.values()
    status["favourites_count"], status["replies_count"] = 3, 1
    first, second = town.share("ask"), town.share("ask", "1")

    assert "3 likes" in first.out
    assert "1 reply" in second.out
    (share,) = town.shares()
    assert {response.kind: response.count for response in share.responses} == {"likes": 3, "reposts": 0, "replies": 1}
    status["favourites_count"] = 5
    assert "5 likes" in town.share("ask", "1").out


def test_only_a_post_of_gapfeeds_own_can_be_asked_about(town):
    town.share("send", "1", "--to", "team", "--network", "slack", "--note", NOTE)
    asked = town.share("ask", "1")

    assert asked.exit_code == 1
    assert "gapfeed share heard 1" in asked.err
    assert "Nothing to ask about" in town.share("ask").out


def test_a_strangers_post_of_the_same_number_at_another_server_is_not_counted(town):
    town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", NOTE)
    config = town.home / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace(town.mastodon.address, "https://other.example"))
    asked = town.share("ask", "1")

    assert "accounts.mastodon is at other.example now" in " ".join(asked.out.split())
    assert town.shares()[0].responses == ()


def test_why_a_network_does_not_tell_is_said(town):
    town.share("send", "1", "--to", "public", "--network", "mastodon", "--note", NOTE)
    town.mastodon.statuses.clear()

    assert "it may have been deleted" in town.share("ask").out


def change_config(town, old, new):
    config = town.home / "config.yaml"
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")


def test_an_address_that_was_mended_does_not_bring_the_others_the_same_letter_again(town):
    town.share("send", "1", "--to", "friends", "--note", NOTE)
    change_config(town, "marek@example.org", "marek@example.com")
    again = town.share("send", "1", "--to", "friends", "--note", NOTE)

    assert again.exit_code == 1
    assert "You gave this story to friends" in again.out
    assert len(town.inbox.received) == 2


def test_what_was_posted_by_hand_is_not_sent_to_the_same_network(town):
    town.share("write", "1", "--to", "team", "--network", "slack", "--note", NOTE, "--copy")
    town.share("posted", "1")
    again = town.share("send", "1", "--to", "team", "--network", "slack", "--note", NOTE)

    assert again.exit_code == 1
    assert town.slack.shown == []


def test_a_webhook_by_another_name_may_be_the_same_channel(town, monkeypatch):
    town.share("send", "1", "--to", "team", "--network", "slack", "--note", NOTE)
    monkeypatch.setenv("TOWN_OTHER", town.slack.url)
    change_config(town, "TOWN_SLACK", "TOWN_OTHER")

    assert town.share("send", "1", "--to", "team", "--network", "slack", "--note", NOTE).exit_code == 1
    assert len(town.slack.shown) == 1


def test_a_letter_that_reached_only_some_is_not_called_sent_the_second_time(town):
    town.inbox.answers["marek@example.org"] = "550 no such user"
    first = town.share("send", "1", "--to", "friends", "--note", NOTE)
    second = town.share("send", "1", "--to", "friends", "--note", NOTE)

    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "not delivered to marek@example.org" in " ".join(second.out.split())
    assert len(town.inbox.received) == 1


def test_nobody_gets_two_letters_for_standing_in_two_lists(town):
    change_config(
        town, "via: [{email: [ola@example.org, marek@example.org]}]", "via: [{email: [ola@example.org]}, {email: [Ola@example.org]}]"
    )
    town.share("send", "1", "--to", "friends", "--note", NOTE)

    assert len(town.inbox.received) == 1


def test_what_was_said_in_a_chat_is_in_no_edition_though_it_is_written_in_a_public_networks_terms(town, monkeypatch):
    monkeypatch.setenv("TOWN_CHAT", "json://127.0.0.1:1/")
    change_config(town, "via: [linkedin]", "via: [{apprise_env: TOWN_CHAT, network: facebook}]")
    town.share("send", "1", "--to", "nobody", "--note", "Mum, the second one is for you.")
    town.share("posted", "1")
    town.share("edition")

    assert [share.outcome for share in town.shares()] == ["sent"]
    assert all("Mum, the second" not in file.read_text(encoding="utf-8") for file in (town.home / "edition").glob("*.html"))
