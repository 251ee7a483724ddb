"""What config.yaml may say, what it means, and how every mistake in it is named."""

import json
import random
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from pipeline.config import times, values
from pipeline.config.find import find_config
from pipeline.config.read import json_schema, read_settings, skills_by_group
from pipeline.config.shown import shown
from pipeline.edges.knowledge import lexicon
from pipeline.errors import ConfigError, Mistake, NoConfig
from pipeline.resources import bundled
from pipeline.settings import (
    EVERY_DAY,
    BlueskyAccount,
    Channel,
    Circle,
    Digest,
    Fetching,
    FollowedSource,
    Gap,
    Learner,
    MailServer,
    MastodonAccount,
    Settings,
    SkillId,
    Sources,
    Web,
    Window,
)  # fmt: skip

FILE = Path("/home/sam/config.yaml")
KNOWN = {"sql", "data-visualisation", "delegation", "hiring"}
GROUPS = {"leadership": ("delegation", "hiring")}
WORKDAYS = frozenset(range(5))

CONTRACT = """
learner:
  name: Sam
  languages: [en, ar, pl]
  timezone: Europe/Warsaw
learn:
  - skill: data-visualisation
    level: 2
    target: 4
    by: 2027-03-01
    focus: [storytelling with data, small multiples]
  - skill: stakeholder-mapping
    words: {en: [stakeholder map, power interest grid], pl: [mapa interesariuszy]}
    level: 1
    target: 3
time:
  - {window: commute, days: mon-fri, minutes: 25, mode: listen}
  - {window: lunch, days: mon-fri, minutes: 15, mode: read}
network:
  - circle: team
    who: current colleagues
    languages: [en]
    cares_about: [data-visualisation, leadership]
    via: [{slack_webhook_env: GAPFEED_SLACK_TEAM}, {email: [ola@example.org]}]
    every: 2 weeks
  - circle: public
    cares_about: [data-visualisation]
    via: [linkedin, mastodon, bluesky]
accounts:
  mastodon: {server: "https://mastodon.example", token_env: GAPFEED_MASTODON_TOKEN}
  bluesky: {handle: sam.example.org, password_env: GAPFEED_BLUESKY_PASSWORD}
sources:
  catalog: true
  follow:
    - https://example.org/feed.xml
    - {url: https://example.org/show.rss, kind: podcast, skills: [leadership], every: 6h}
    - {url_env: GAPFEED_PRIVATE_FEED, private: true}
  opml: [feeds.opml]
  mute: {words: [giveaway], sources: [https://example.org/noisy.xml]}
fetch:
  contact: me@example.org
  allow_private: ["127.0.0.1:8910"]
mail: {from: gapfeed@example.org, host: smtp.example.org, port: 587, tls: starttls, user: sam, password_env: GAPFEED_SMTP_PASSWORD}
digest:
  at: ["12:30", 07:00]
  days: mon-fri
  most_per_source: 2
  most_per_skill: 3
  when_empty: skip
  deliver: [{files: digests/}, {email: [sam@example.org]}, {apprise_env: GAPFEED_CHAT}]
web: {port: 8765, url: null}
workers: 2
keep: {unpicked: 90 days}
store: gapfeed.db
"""


def read(text: str, **changes: object) -> Settings:
    known = {"file": FILE, "environment": {}, "system_timezone": "Europe/Sofia", "known_skills": KNOWN, "groups": GROUPS}
    return read_settings(text, **(known | changes))


def mistakes(text: str, **changes: object) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        read(text, **changes)
    return [str(mistake) for mistake in raised.value.mistakes]


def mistakes_if_any(text: str) -> tuple[Mistake, ...]:
    """Return the mistakes of a text that may also have none; any other error ends the test."""
    try:
        read(text)
    except ConfigError as error:
        return error.mistakes
    return ()


def test_everything_the_contract_shows_is_understood():
    settings = read(CONTRACT, environment={"GAPFEED_PRIVATE_FEED": "https://example.org/secret.xml"})

    assert settings == Settings(
        file=FILE,
        learner=Learner(name="Sam", languages=("en", "ar", "pl"), timezone=ZoneInfo("Europe/Warsaw")),
        gaps=(
            Gap(
                skill=SkillId("data-visualisation"), level=2, target=4, by=date(2027, 3, 1), focus=("storytelling with data", "small multiples")
            ),
            Gap(
                skill=SkillId("stakeholder-mapping"), level=1, target=3,
                words=(("en", ("stakeholder map", "power interest grid")), ("pl", ("mapa interesariuszy",))),
            ),
        ),
        windows=(
            Window(name="commute", days=WORKDAYS, minutes=25, mode="listen"),
            Window(name="lunch", days=WORKDAYS, minutes=15, mode="read"),
        ),
        circles=(
            Circle(
                name="team", who="current colleagues", languages=("en",),
                cares_about=(SkillId("data-visualisation"), SkillId("delegation"), SkillId("hiring")),
                via=(Channel(network="slack", webhook_env="GAPFEED_SLACK_TEAM"), Channel(network="email", emails=("ola@example.org",))),
                every=timedelta(days=14),
            ),
            Circle(
                name="public", who=None, languages=("en", "ar", "pl"), cares_about=(SkillId("data-visualisation"),),
                via=(Channel(network="linkedin"), Channel(network="mastodon"), Channel(network="bluesky")), every=None,
            ),
        ),
        mastodon=MastodonAccount(server="https://mastodon.example", token_env="GAPFEED_MASTODON_TOKEN"),
        bluesky=BlueskyAccount(handle="sam.example.org", password_env="GAPFEED_BLUESKY_PASSWORD"),
        sources=Sources(
            catalog=True,
            follow=(
                FollowedSource(url="https://example.org/feed.xml"),
                FollowedSource(
                    url="https://example.org/show.rss", kind="podcast", skills=(SkillId("delegation"), SkillId("hiring")), every=timedelta(hours=6)
                ),
                FollowedSource(url="https://example.org/secret.xml", url_env="GAPFEED_PRIVATE_FEED", private=True),
            ),
            opml=(Path("/home/sam/feeds.opml"),),
            muted_words=("giveaway",),
            muted_sources=("https://example.org/noisy.xml",),
        ),
        fetching=Fetching(contact="me@example.org", allow_private=frozenset({"127.0.0.1:8910"})),
        mail=MailServer(
            sender="gapfeed@example.org", host="smtp.example.org", port=587, tls="starttls", user="sam", password_env="GAPFEED_SMTP_PASSWORD"
        ),
        digest=Digest(
            at=(time(7), time(12, 30)), days=WORKDAYS, most_per_source=2, most_per_skill=3, when_empty="skip",
            folders=(Path("/home/sam/digests"),), emails=("sam@example.org",), chats=("GAPFEED_CHAT",),
        ),
        web=Web(port=8765, url=None),
        workers=2,
        keep_unpicked=timedelta(days=90),
        store=Path("/home/sam/gapfeed.db"),
    )  # fmt: skip


def test_one_skill_is_enough_and_the_rest_is_chosen_with_care():
    settings = read("learn: [{skill: sql}]")

    assert settings == Settings(
        file=FILE,
        learner=Learner(name=None, languages=("en",), timezone=ZoneInfo("Europe/Sofia"), timezone_assumed=True),
        gaps=(Gap(skill=SkillId("sql"), level=1, target=3),),
        windows=(Window(name="today", days=EVERY_DAY, minutes=20, mode="any"),),
        circles=(), mastodon=None, bluesky=None,
        sources=Sources(catalog=True, follow=(), opml=(), muted_words=(), muted_sources=()),
        fetching=Fetching(contact=None, allow_private=frozenset()), mail=None,
        digest=Digest(at=(time(7),), days=EVERY_DAY, most_per_source=2, when_empty="say", folders=(Path("/home/sam/digests"),), emails=()),
        web=Web(port=8765, url=None), workers=2, keep_unpicked=timedelta(days=90), store=Path("/home/sam/gapfeed.db"),
    )  # fmt: skip


def test_a_section_whose_keys_are_all_commented_out_counts_as_left_out():
    assert read("learn: [{skill: sql, target: }]\nnetwork:\n#  - circle: team\ndigest:\n") == read("learn: [{skill: sql}]")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", ["1:1 learn: this is the one key that must be there: list the skills you want to learn (`gapfeed skills list` shows them)"], id="an empty file"),
        pytest.param("learn: []", ["1:1 learn: expected at least one entry"], id="nothing to learn"),
        pytest.param("- sql", ["1:1 config: expected keys with values, found a list"], id="a list where keys should be"),
        pytest.param("learn:\n  - sql", ["2:5 learn[0]: expected keys with values, found 'sql'; write `skill: sql`"], id="a bare skill"),
        pytest.param("learn:\n  - level: 2", ["2:5 learn[0].skill: missing: which skill is it?"], id="a skill without its id"),
        pytest.param("learn:\n  - skill: sql\n    levle: 2", ["3:5 learn[0].levle: unknown key; did you mean 'level'?"], id="a typo in a key"),
        pytest.param("learn: [{skill: sql}]\nlanguages: [en]", ["2:1 languages: unknown key; it belongs under `learner:`"], id="a key in the wrong place"),
        pytest.param("learn: [{skill: sql}]\nweather: sunny", ["2:1 weather: unknown key"], id="a key of nobody's"),
        pytest.param("learn: [{skill: sql, level: 9}]", ["1:22 learn[0].level: expected a whole number from 0 to 5, found the number 9"], id="a level above expert"),
        pytest.param("learn: [{skill: sql, level: yes}]", ["1:22 learn[0].level: expected a whole number from 0 to 5, found 'yes'"], id="yes for a number"),
        pytest.param("learn: [{skill: sql, level: 4, target: 2}]", ["1:9 learn[0]: the target 2 lies below the level 4"], id="a step back"),
        pytest.param("learn: [{skill: sql, by: soon}]", ["1:22 learn[0].by: expected a date like 2027-03-01, found 'soon'"], id="no date"),
        pytest.param("learn: [{skill: sql, by: 2027-13-01}]", ["1:1 YAML: month must be in 1..12"], id="a thirteenth month"),
        pytest.param("learn: [{skill: mapping, words: sql}]", ["1:26 learn[0].words: expected keys with values, found 'sql'"], id="words without a language"),
        pytest.param("learn: [{skill: sql}]\nlearner: {languages: english}", ["2:11 learner.languages: expected a list, found 'english'; write two-letter codes, like [en, pl]"], id="a language by its name for a list"),
        pytest.param("learn: [{skill: sql}]\nlearner: {languages: pl}", ["2:11 learner.languages: expected a list, found 'pl'; write [pl]"], id="one language for a list"),
        pytest.param("learn: [{skill: sql}]\nlearner: {languages: xx}", ["2:11 learner.languages: expected a list, found 'xx'; write two-letter codes, like [en, pl]"], id="nobody's language for a list"),
        pytest.param("learn: [{skill: sql}]\nlearner: {languages: [xx]}", ["2:23 learner.languages[0]: expected a two-letter code of a language, such as en, ar, pl or bg, found 'xx'; ISO 639-1 lists them all"], id="nobody's language"),
        pytest.param("learn: sql", ["1:1 learn: expected a list, found 'sql'; write [{skill: sql}]"], id="a word for what to learn"),
        pytest.param("learn: [{skill: sql}]\ntime: evening", ["2:1 time: expected a list, found 'evening'; write [{window: evening, minutes: 20}]"], id="a word for the windows"),
        pytest.param("learn: [{skill: mapping, words: {en: map}}]", ["1:34 learn[0].words.en: expected a list, found 'map'; write [map]"], id="one word for a list"),
        pytest.param(
            "learn: [{skill: data-visualization}]",
            ["1:10 learn[0].skill: no skill is called 'data-visualization'; did you mean 'data-visualisation'? (with `words:` beside it, it can be a skill of your own)"],
            id="another spelling of a skill",
        ),
        pytest.param(
            "learn: [{skill: leadership}]",
            ["1:10 learn[0].skill: 'leadership' is a group; choose one of its skills (`gapfeed skills list --group leadership`)"],
            id="a group for a skill",
        ),
        pytest.param(
            "learn: [{skill: Data Visualisation}]",
            ["1:10 learn[0].skill: expected a skill's id of letters, digits and hyphens, found 'Data Visualisation'; did you mean 'data-visualisation'?"],
            id="a name for an id",
        ),
        pytest.param("learn: [{skill: sql}, {skill: SQL}]", ["1:24 learn[1].skill: the same skill stands in entry 1 already; keep one"], id="a skill twice"),
        pytest.param(
            "learn: [{skill: sql}]\nlearner: {timezone: Warsaw}",
            ["2:11 learner.timezone: there is no time zone 'Warsaw'; zones are named like Europe/Warsaw; did you mean 'Europe/Warsaw'?"],
            id="a city for a zone",
        ),
        pytest.param(
            "learn: [{skill: sql}]\nlearner: {languages: [english]}",
            ["2:23 learner.languages[0]: expected a two-letter code of a language, such as en, ar, pl or bg, found 'english'; did you mean 'en'?"],
            id="a language by its name",
        ),
        pytest.param("learn: [{skill: sql}]\nlearner: {name: 007}", ["2:11 learner.name: expected text, found the number 7; put it in quotes to make it text"], id="a number for a name"),
        pytest.param(
            "learn: [{skill: sql}]\ntime: [{window: a, minutes: 5, days: mon-fir}]",
            ["2:32 time[0].days: expected days like mon-fri, [sat, sun] or every day, found 'mon-fir'"],
            id="a day misspelt",
        ),
        pytest.param("learn: [{skill: sql}]\ntime: [{window: a, minutes: 30m}]", ["2:20 time[0].minutes: expected a whole number from 1 to 600, found '30m'"], id="a unit where none is needed"),
        pytest.param(
            "learn: [{skill: sql}]\ntime:\n  - {window: a, minutes: 5}\n  - {window: A, minutes: 9, days: sat}",
            ["4:6 time[1].window: another window of this name is on the same days; give it a name of its own"],
            id="two windows of one name on one day",
        ),
        pytest.param("learn: [{skill: sql}]\ndigest: {at: 0700}", ['2:10 digest.at: expected a time like "07:00", found the number 700'], id="a time without its colon"),
        pytest.param("learn: [{skill: sql}]\ndigest: {at: []}", ["2:10 digest.at: expected at least one entry"], id="no time at all"),
        pytest.param("learn: [{skill: sql}]\ndigest: {when_empty: skp}", ["2:10 digest.when_empty: expected skip or say, found 'skp'; did you mean 'skip'?"], id="a choice misspelt"),
        pytest.param("learn: [{skill: sql}]\nkeep: {unpicked: 90}", ["2:8 keep.unpicked: expected a duration like 30m, 6h, 2 days or 2 weeks, found the number 90; write the unit: 90m, 90h or 90 days"], id="a duration without its unit"),
        pytest.param("learn: [{skill: sql}]\nsources: {catalog: on}", ["2:11 sources.catalog: expected true or false, found 'on'; to YAML that is a word: write true"], id="on for true"),
        pytest.param("learn: [{skill: sql}]\nsources: {follow: [ftp://example.org/x]}", ["2:20 sources.follow[0]: expected an address that begins with https:// or http://, found 'ftp://example.org/x': "], id="an address that is not the web's"),
        pytest.param("learn: [{skill: sql}]\nsources: {follow: [{title: x}]}", ["2:20 sources.follow[0]: expected either url or url_env"], id="a source without an address"),
        pytest.param(
            "learn: [{skill: sql}]\nsources: {follow: [https://a.example/x, {url: https://a.example/x}]}",
            ["2:42 sources.follow[1].url: the same source stands in entry 1 already; keep one"],
            id="a source twice",
        ),
        pytest.param("learn: [{skill: sql}]\nfetch: {allow_private: ['*:80']}", ['2:25 fetch.allow_private[0]: expected a machine and its port, like "127.0.0.1:8910", found \'*:80\''], id="every machine"),
        pytest.param("learn: [{skill: sql}]\nfetch: {allow_private: [localhost]}", ['2:25 fetch.allow_private[0]: expected a machine and its port, like "127.0.0.1:8910", found \'localhost\''], id="a machine without its port"),
        pytest.param("learn: [{skill: sql}]\nfetch: {proxy: proxy.example}", ["2:9 fetch.proxy: expected the address of a proxy, like http://proxy.example.org:3128, found 'proxy.example'"], id="a proxy that is no address"),
        pytest.param("learn: [{skill: sql}]\nfetch: {proxy: 'http://proxy.example:0'}", ["2:9 fetch.proxy: expected the address of a proxy, like http://proxy.example.org:3128, found 'http://proxy.example:0'"], id="a proxy with an impossible port"),
        pytest.param("learn: [{skill: sql}]\nfetch: {proxy: 'http://sam:pw@proxy.example'}", ["2:9 fetch.proxy: the address holds a password; keep it out of this file: put the address into an environment variable and write proxy_env: NAME"], id="a proxy with its password"),
        pytest.param("learn: [{skill: sql}]\nfetch: {proxy: 'http://p.example', proxy_env: P}", ["2:1 fetch: expected either proxy or proxy_env, not both", "2:36 fetch.proxy_env: the environment variable that it names is not set"], id="two proxies, one of which is not there"),
        pytest.param("learn: [{skill: sql}]\ndigest: {deliver: [{email: [a@example.org]}]}", ["2:21 digest.deliver[0].email: mail needs a server: add `mail:` with from, host and password_env"], id="mail without a server"),
        pytest.param("learn: [{skill: sql}]\ndigest: {deliver: [{}]}", ["2:20 digest.deliver[0]: expected exactly one of files, email, apprise_env in each entry"], id="a delivery to nowhere"),
        pytest.param("learn: [{skill: sql}]\nmail: {from: a@b.example, host: h, user: u}", ["2:1 mail: expected user and password_env together, or neither"], id="a user without a password"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: a, via: [{email: [not a mail]}]}]", ["2:38 network[0].via[0].email[0]: expected a mail address like ola@example.org, found 'not a mail'"], id="no mail address"),
        pytest.param("learn: [{skill: sql}]\nnetwork: friends", ["2:1 network: expected a list, found 'friends'; write [{circle: team, languages: [en], via: [slack, email]}]"], id="a word for the circles"),
        pytest.param("learn: [{skill: sql}]\nnetwork: {circle: team}", ["2:1 network: expected a list, found a group of keys; write [{circle: team, languages: [en], via: [slack, email]}]"], id="one circle for a list of them"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: a, via: slack}]", ["2:23 network[0].via: expected a list, found 'slack'; write [slack]"], id="one way for a list of them"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: a, via: {email: [a@b.c]}}]", ["2:23 network[0].via: expected a list, found a group of keys; write [slack, {email: [ola@example.org]}]"], id="a way with its keys for a list of them"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: a, via: [a@b.c]}]", ["2:29 network[0].via[0]: expected linkedin, x, mastodon, bluesky, facebook, slack, teams, discord, telegram, whatsapp, email or markdown, found 'a@b.c'; mail addresses stand there as {email: [ola@example.org]}"], id="a mail address for a way"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: a, via: [{email: a@b.c}]}]", ["2:30 network[0].via[0].email: expected a list, found 'a@b.c'; write [a@b.c]"], id="one mail address for a list of them"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: a, via: [{email: ola}]}]", ["2:30 network[0].via[0].email: expected a list, found 'ola'; write [ola@example.org]"], id="a word for mail addresses"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: a, email: a@b.c}]", ["2:23 network[0].email: unknown key; it belongs in an entry of `via:`"], id="a mail address beside the ways"),
        pytest.param("learn: [{skill: sql}]\naccounts: {mastodon: {server: 'http://mastodon.example', token_env: T}}", ["2:23 accounts.mastodon.server: mastodon.example would be asked in plain text, and anybody on the way could read what you log in with: write https://, or, if it is your own, add mastodon.example:80 to fetch.allow_private"], id="a token in plain text"),
        pytest.param("learn: [{skill: sql}]\naccounts: {bluesky: {handle: a.example, server: 'HTTP://pds.example:8080/', password_env: P}}\nfetch: {allow_private: ['pds.example:80']}", ["2:41 accounts.bluesky.server: pds.example:8080 would be asked in plain text, and anybody on the way could read what you log in with: write https://, or, if it is your own, add pds.example:8080 to fetch.allow_private"], id="a password in plain text"),
        pytest.param("learn: [{skill: sql}]\naccounts: {mastodon: {server: 'http://', token_env: T}}", ["2:23 accounts.mastodon.server: expected an address that begins with https:// or http://, found 'http://'"], id="a server without a name"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: team}]\nsources: {follow: [{url: 'https://ola.example/e', kind: circle, circle: tema}]}", ["3:65 sources.follow[0].circle: no circle under `network` is called 'tema'; did you mean 'team'?"], id="an edition of a circle that is not there"),
        pytest.param("learn: [{skill: sql}]\nsources: {follow: [{url: 'https://ola.example/e', kind: circle, circle: team}]}", ["2:65 sources.follow[0].circle: no circle under `network` is called 'team'"], id="an edition of a circle where there is none"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: team}]\nsources: {follow: [{url: 'https://ola.example/e', circle: team}]}", ["3:51 sources.follow[0].circle: only what somebody of a circle shares belongs to one: add `kind: circle`, or take this out"], id="a blog of a circle"),
        pytest.param("learn: [{skill: sql}]\nnetwork: [{circle: team}]\nsources: {follow: [{url: 'https://ola.example/e', kind: circle, circle: ''}]}", ["3:65 sources.follow[0].circle: expected text, found an empty one"], id="an edition of a circle without a name"),
        pytest.param("learn: [{skill: sql}]\nweb: {port: 70000}", ["2:7 web.port: expected a whole number from 1 to 65535, found the number 70000"], id="a port too high"),
        pytest.param("learn: [{skill: sql}]\nstore: ''", ["2:1 store: expected text, found an empty one"], id="an empty text"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place_and_what_would_do(text: str, found: list[str]):
    said = mistakes(text)

    assert len(said) == len(found)
    assert all(one.startswith(beginning) for one, beginning in zip(said, found, strict=True)), said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("learn:\n\t- skill: sql", ["2:1 YAML: a tab; YAML wants blanks for indentation"], id="a tab"),
        pytest.param("a: 1\n  b: 2", ["2:4 YAML: a colon where none can stand; is the indentation right, or does this text need quotes?"], id="a colon too many"),
        pytest.param("store: 'x", ["1:10 YAML: a quotation mark was opened and never closed"], id="an open quote"),
        pytest.param("store: *x", ["1:8 YAML: a value that begins with * must stand in quotes"], id="a star"),
        pytest.param("store: @x", ["1:8 YAML: a value cannot begin with @; put it in quotes"], id="an at sign"),
        pytest.param("learn: [{skill: sql", ["1:20 YAML: a , or } is missing before this"], id="an open brace"),
        pytest.param("%YAML 1.1\n---\nlearn: 1", ["1:1 YAML: directives such as %YAML are not used here; take this line out"], id="a directive"),
        pytest.param("learn: [{skill: sql}]\n---\na: b", ["2:1 YAML: the file holds a second document; keep everything before the ---"], id="two documents"),
        pytest.param("store: a\x00", ["1:1 YAML: the file holds a control character (U+0000)"], id="a control character"),
        pytest.param("learn: " + "[" * 5000, ["1:8 YAML: nested more than 20 deep"], id="nesting without end"),
        pytest.param("store: !!bool x", ["1:1 YAML: tags (!!) and keys that are no words (?) are not used here"], id="a tag that ruamel stumbles over"),
        pytest.param("learn: [{skill: sql}]\nstore: !x y", ["2:1 store: tags (!) are not used here; put a value that begins with ! in quotes"], id="a tag"),
        pytest.param("learn: [{skill: sql}]\nstore: !!set {x}", ["2:1 store: a kind of value that is not used here; write text, a number, a list or keys"], id="a set"),
        pytest.param("learn: &x [{skill: sql}]", ["1:1 learn: anchors (&) and aliases (*) are not used here; write the values out"], id="an anchor"),
        pytest.param("learn: [{skill: sql}]\nweb: {<<: {port: 80}}", ["2:1 web: merges (<<) are not used here; write the values out"], id="a merge"),
        pytest.param("learn: [{skill: sql}]\nweb: {<<: {1: 80}}", ["2:6 web.1: a key must be a word; put it in quotes"], id="a merged key that is no word"),
        pytest.param("learn: [{skill: sql}]\ntrue: x", ["2:1 True: a key must be a word; put it in quotes"], id="a key that is no word"),
        pytest.param("x" * 1_000_001, ["1:1 config: the file has 1,000,001 bytes; more than 1,000,000 are not read"], id="a megabyte and more"),
        pytest.param("{a: " * 25 + "x" + "}" * 25, [f"1:82 {'.'.join('a' * 21)}: nested more than 20 deep"], id="keys under keys under keys"),
    ],
)  # fmt: skip
def test_what_yaml_allows_and_a_config_should_not_hold_is_refused_in_words(text: str, found: list[str]):
    assert found[0] in mistakes(text)


def test_a_key_that_stands_twice_is_named_beside_all_other_mistakes():
    said = mistakes("learn: [{skill: sql, level: 7}]\nstore: a\nweb: {port: 1, port: 2}\n'store': b\n")

    assert said == [
        "1:22 learn[0].level: expected a whole number from 0 to 5, found the number 7",
        "3:16 port: this key stands twice here; keep one",
        "4:1 store: this key stands twice here; keep one",
    ]


def test_a_bomb_of_aliases_is_refused_in_no_time():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )

    assert any("anchors" in mistake for mistake in mistakes(bomb))


@pytest.mark.parametrize(
    "line",
    [
        "password: canary",
        "mail: {from: a@b.example, host: h, password: canary}",
        "accounts: {mastodon: {server: https://m.example, token: canary}}",
        "accounts: {mastodon: {server: https://m.example, token_env: can-ary-canary}}",
        "accounts: {bluesky: {handle: h, app_password: canary}}",
        "network: [{circle: a, via: [{slack_webhook: https://hooks.example/canary}]}]",
        "sources: {follow: [https://sam:canary@example.org/feed]}",
        "sources: {follow: [{url: 'sam:canary@example.org/feed'}]}",
        "sources: {follow: [{url_env: GAPFEED_FEED}]}",
        "password: x\npassword: canary",
        "api_key: [canary]",
    ],
)
def test_a_secret_in_the_file_is_refused_and_never_repeated(line: str):
    said = "\n".join(mistakes(f"learn: [{{skill: sql}}]\n{line}", environment={"GAPFEED_FEED": "canary"}))

    assert "canary" not in said


def test_the_advice_for_a_secret_names_the_key_that_takes_its_place():
    said = mistakes(
        "learn: [{skill: sql}]\nnetwork: [{circle: a, via: [{slack_webhook: x}]}]\nmail: {from: a@b.example, host: h, user: u, password: x}"
    )

    assert (
        "2:30 network[0].via[0].slack_webhook: secrets do not belong in this file; write `slack_webhook_env: NAME` and keep it in that variable"
        in said
    )
    assert "3:45 mail.password: secrets do not belong in this file; write `password_env: NAME` and keep it in that variable" in said


def test_every_mistake_is_named_at_once_in_the_order_of_the_file():
    said = mistakes("learner: {languages: en}\nlearn: [{skill: sqll}]\ntime: 5\nsource: {}\n")

    assert [one.split(":")[0] for one in said] == ["1", "2", "3", "4"]


def test_the_sentence_of_the_error_names_the_file_and_counts():
    with pytest.raises(
        ConfigError,
        match=r"/home/sam/config.yaml has 2 mistakes:\n  /home/sam/config.yaml:1:1 learn: .*\n  /home/sam/config.yaml:2:1 stroe: unknown key; did you mean 'store'\?",
    ):
        read("learn: []\nstroe: x")


@pytest.mark.parametrize(
    ("text", "length"),
    [("30m", timedelta(minutes=30)), ("6h", timedelta(hours=6)), ("2 days", timedelta(days=2)), ("2 weeks", timedelta(weeks=2)), ("1 hour", timedelta(hours=1))],
)  # fmt: skip
def test_durations_are_written_as_people_say_them(text: str, length: timedelta):
    assert times.duration(text) == length
    assert times.duration(times.duration_text(length)) == length


@pytest.mark.parametrize("text", ["0m", "6", "h", "6 fortnights", "9999 weeks", "-1 days", None, 3, True, "1.5h"])
def test_what_is_no_duration_is_refused(text: object):
    with pytest.raises(ValueError, match="expected a duration"):
        times.duration(text)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("mon-fri", WORKDAYS),
        ("sat, sun", {5, 6}),
        ("every day", EVERY_DAY),
        ("Weekdays", WORKDAYS),
        ("fri-mon", {4, 5, 6, 0}),
        ("Monday and Thu", {0, 3}),
        (["tuesday", "sat-sun"], {1, 5, 6}),
    ],
)
def test_days_are_written_as_people_say_them(text: object, chosen: set[int]):
    assert times.days(text) == chosen
    assert times.days(times.days_text(frozenset(chosen))) == chosen


@pytest.mark.parametrize("text", ["", "t", "someday", 3, [], "mon-"[:0], ["mon", 4], None])
def test_what_is_no_day_is_refused(text: object):
    with pytest.raises(ValueError, match="expected days"):
        times.days(text)


@pytest.mark.parametrize("text", ["24:00", "7", "07:60", 450, None, "07:00:00"])
def test_what_is_no_time_of_day_is_refused(text: object):
    with pytest.raises(ValueError, match="expected a time"):
        times.time_of_day(text)


@pytest.mark.parametrize("name", ["Europe", "../etc/passwd", "Europe/Warszawa", "nowhere", "UTC+25"])
def test_a_zone_that_does_not_exist_is_refused(name: str):
    with pytest.raises(ValueError, match="there is no time zone"):
        times.timezone(name)


@pytest.mark.parametrize(("value", "words"), [(True, "true (a yes-or-no value)"), ("x" * 50, repr("x" * 39 + "…")), ([], "a list"), ({}, "a group of keys"), (None, "nothing"), (date(2026, 1, 2), "the date 2026-01-02")])  # fmt: skip
def test_what_was_found_is_said_in_words(value: object, words: str):
    assert values.found(value) == words


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("a\nb", "one line of text"),
        ("x" * 2001, "at most 2000"),
        ("\ud800", "half a character"),
        ("a\x85b", "one line"),
        ("\ufffe", "control"),
    ],
)
def test_text_is_one_short_line_that_can_be_printed(value: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        values.text(value)


def test_an_emoji_that_json_wrote_in_two_halves_is_one_letter():
    assert values.text("\ud83d\ude00") == "😀"


def test_a_path_may_begin_at_home_or_at_the_root():
    settings = read(
        "learn: [{skill: sql}]\nstore: ~/gapfeed.db\ndigest: {deliver: [{files: /srv/digests}]}", environment={"HOME": "/home/ola"}
    )

    assert (settings.store, settings.digest.folders) == (Path("/home/ola/gapfeed.db"), (Path("/srv/digests"),))


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_each_way_to_hand_over_mail_has_its_port(tls: str, port: int):
    mail = read(f"learn: [{{skill: sql}}]\nmail: {{from: a@b.example, host: h, tls: {tls}}}").mail

    assert mail is not None
    assert mail.port == port


def test_whose_edition_it_is_is_read_and_shown():
    text = (
        "learn: [{skill: sql}]\nnetwork: [{circle: team}]\nsources: {follow: [{url: 'https://ola.example/e', kind: circle, circle: team}]}"
    )
    settings = read(text)

    assert [source.circle for source in settings.sources.follow] == ["team"]
    assert read(shown(settings)).sources.follow == settings.sources.follow


def test_every_kind_of_webhook_and_the_plainest_circle_are_understood():
    circles = read(
        "learn: [{skill: sql}]\nnetwork: [{circle: a, via: [{teams_webhook_env: T}, {discord_webhook_env: D}]}, {circle: b}]"
    ).circles

    assert [circle.via for circle in circles] == [
        (Channel(network="teams", webhook_env="T"), Channel(network="discord", webhook_env="D")),
        (Channel(network="markdown"),),
    ]


def test_one_window_may_be_longer_on_other_days():
    windows = read(
        "learn: [{skill: sql}]\ntime: [{window: walk, days: mon-fri, minutes: 20}, {window: walk, days: sat, minutes: 60}]"
    ).windows

    assert [window.minutes for window in windows] == [20, 60]


def test_a_variable_that_is_not_set_leaves_the_source_without_an_address():
    assert read("learn: [{skill: sql}]\nsources: {follow: [{url_env: X}]}").sources.follow == (
        FollowedSource(url=None, url_env="X", private=True),
    )


def test_an_address_from_the_environment_that_holds_a_password_is_a_mistake_and_is_not_repeated():
    with pytest.raises(ConfigError, match="url_env: the address in the variable holds a user name or a password") as refused:
        read("learn: [{skill: sql}]\nsources: {follow: [{url_env: X}]}", environment={"X": "https://sam:geheim@example.org/feed"})

    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("system", [None, "not a zone", "Europe"])
def test_a_machine_without_a_zone_has_utc(system: str | None):
    learner = read("learn: [{skill: sql}]", system_timezone=system).learner

    assert (learner.timezone.key, learner.timezone_assumed) == ("UTC", True)


def test_skills_are_not_checked_where_none_are_known():
    assert read("learn: [{skill: anything-at-all}]", known_skills=None).gaps[0].skill == "anything-at-all"


def test_what_is_shown_reads_back_as_what_is_in_force():
    settings = read(CONTRACT)

    assert read(shown(settings)) == settings


@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30).filter(lambda text: text.strip() != ""),
    minutes=st.integers(1, 600),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 100_000).map(lambda minutes: timedelta(minutes=minutes)),
)  # fmt: skip
@effort(max_examples=25, deadline=None)
def test_any_name_survives_being_shown(name: str, minutes: int, days: frozenset[int], every: timedelta):
    try:
        values.text(name)
    except ValueError:
        return
    text = json.dumps(
        {
            "learn": [{"skill": "sql", "focus": [name]}],
            "time": [{"window": name, "minutes": minutes, "days": times.days_text(days)}],
            "network": [{"circle": name, "every": times.duration_text(every)}],
        }
    )
    settings = read(text)

    assert settings.windows == (Window(name=name.strip(), days=days, minutes=minutes, mode="any"),)
    assert read(shown(settings)).circles == settings.circles


def test_a_zone_that_was_assumed_is_said_beside_it():
    assert "timezone: Europe/Sofia  # assumed from the system" in shown(read("learn: [{skill: sql}]"))


def test_what_is_shown_holds_names_of_secrets_and_no_secret():
    environment = {"GAPFEED_PRIVATE_FEED": "https://example.org/canary", "GAPFEED_SMTP_PASSWORD": "canary"}

    assert "canary" not in shown(read(CONTRACT, environment=environment))


@pytest.mark.parametrize(
    "there", ["", "canary.example", "https://sam:canary@proxy.example", "http://a/b@canary.example", "sam:canary@proxy.example:3128"]
)
def test_a_proxy_that_is_not_there_is_a_mistake_and_its_password_is_never_repeated(there):
    said = mistakes("learn: [{skill: sql}]\nfetch: {proxy_env: GAPFEED_PROXY}", environment={"GAPFEED_PROXY": there})

    assert len(said) == 1
    assert said[0].startswith("2:9 fetch.proxy_env: the environment variable that it names ")
    assert not there or there not in said[0]


@pytest.mark.parametrize("there", ["http://sam:canary@proxy.example:3128", "HTTP://sam:canary@proxy.example"])
def test_a_proxy_from_the_environment_may_hold_a_password_which_is_never_shown(there):
    file = "learn: [{skill: sql}]\nfetch: {proxy_env: GAPFEED_PROXY}"
    settings = read(file, environment={"GAPFEED_PROXY": there})

    assert settings.fetching.proxy == there
    assert "canary" not in shown(settings) + repr(settings)
    assert "proxy_env: GAPFEED_PROXY" in shown(settings)


_SCRAPS = (
    "learn:\n - skill: sql\n", "time:", "network:\n", "via: ", "digest: ", "at: ", "words: ", "skill: ", "sources:\n  follow:\n", " - ", "a: 1\na: 2\n",
    "url: ", "days: ", "a:", " ", "\n", "- ", "[", "]", "{", "}", "? ", ": ", "&x ", "*x ", "!!str ", "!foo ", "'", '"', "|", "> ", "#c", "%YAML 1.1\n",
    "---\n", "...\n", "\t", "<<: ", "1", "07:30", "2027-03-01", "2027-99-01", "no", "\x00", "\u2028", "é", "\ufeff", "0x", "1e5", ".inf", "~", "=", "@",
    "`", "\\", "!!binary ", "!!set ", "!!omap ", "!!timestamp ", "!!int ", "!!bool ", "!!merge ", "!!float ", "|+2\n", "0o9", "9" * 5000,
)  # fmt: skip


@given(st.lists(st.sampled_from(_SCRAPS), max_size=12).map("".join) | st.text(max_size=60))
@effort(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_file_holds_it_is_read_or_its_mistakes_are_named(text: str):
    assert all(mistake.line >= 1 and mistake.problem for mistake in mistakes_if_any(text))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99) | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(["sql", "x", "mon-fri", "07:00", "https://a.example"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["skill", "url", "email", "via", "at", "window", "follow", "words", "en", "url_env"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(sorted(json_schema()["properties"])), _VALUES, max_size=6))
@effort(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_in_any_place_is_read_or_named(content: dict[str, object]):
    assert all(mistake.line == 1 and mistake.problem for mistake in mistakes_if_any(json.dumps(content)))


def test_a_thousand_sources_are_read_in_good_time():
    lines = "".join(f"    - {{url: 'https://example.org/{number}', skills: [sql]}}\n" for number in range(1000))

    assert len(read(f"learn: [{{skill: sql}}]\nsources:\n  follow:\n{lines}").sources.follow) == 1000


def test_the_schema_describes_every_key_and_knows_both_ways_to_follow():
    schema = json_schema()

    assert schema["required"] == ["learn"]
    assert schema["properties"]["learn"]["description"].startswith("What:")
    assert len(schema["$defs"]["SourcesSection"]["properties"]["follow"]["items"]["oneOf"]) == 2
    assert schema["$defs"]["KeepSection"]["properties"]["unpicked"]["default"] == "90 days"


class TestFindingTheFile:
    def found(self, tmp_path: Path, explicit: Path | None = None, **environment: str) -> tuple[Path, tuple[str, ...]]:
        (tmp_path / "here").mkdir(exist_ok=True)
        (tmp_path / "user").mkdir(exist_ok=True)
        return find_config(explicit, environment, tmp_path / "here", tmp_path / "user")

    def write(self, path: Path, text: str = "learn: []\n") -> Path:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def test_the_option_goes_before_the_variable_before_the_folder_before_the_users(self, tmp_path: Path):
        paths = [self.write(tmp_path / name) for name in ("option.yaml", "variable.yaml", "here/config.yaml", "user/config.yaml")]
        variable = {"GAPFEED_CONFIG": str(paths[1])}

        assert self.found(tmp_path, paths[0], **variable) == (paths[0], ())
        assert self.found(tmp_path, **variable) == (paths[1], ())
        assert self.found(tmp_path) == (paths[2], ())
        paths[2].unlink()
        assert self.found(tmp_path) == (paths[3], ())

    def test_another_programs_config_is_passed_over_and_said(self, tmp_path: Path):
        other = self.write(tmp_path / "here/config.yaml", "site: blog\n")
        users = self.write(tmp_path / "user/config.yaml")

        assert self.found(tmp_path) == (users, (f"{other} has no `learn:` and was passed over: it seems to belong to another program.",))

    @pytest.mark.parametrize("text", ["learn: [\n", "'learn': []", "{learn: []}", "# mine\r\nlearn:\r\n- skill: x\r\n", "\ufefflearn: []"])
    def test_a_config_of_ours_is_known_by_its_learn_whatever_else_is_wrong(self, tmp_path: Path, text: str):
        ours = self.write(tmp_path / "here/config.yaml", text)

        assert self.found(tmp_path) == (ours, ())

    def test_a_file_that_was_named_must_be_there(self, tmp_path: Path):
        with pytest.raises(NoConfig, match=r"missing.yaml does not exist \(--config names it\)"):
            self.found(tmp_path, Path("missing.yaml"))
        with pytest.raises(NoConfig, match=r"is a folder, not a file \(GAPFEED_CONFIG names it\)"):
            self.found(tmp_path, GAPFEED_CONFIG=str(tmp_path))

    def test_without_any_it_points_to_init_and_demo(self, tmp_path: Path):
        self.write(tmp_path / "here/config.yaml", "site: blog\n")
        with pytest.raises(NoConfig, match=r"passed over.*no config.yaml.*`gapfeed init`.*`gapfeed demo`"):
            self.found(tmp_path)


class TestTheStarter:
    text = bundled("config.yaml").read_text(encoding="utf-8")

    def test_it_reads_cleanly_and_needs_nothing_from_outside(self):
        known = lexicon()
        settings = read(self.text, known_skills=known.skills, groups=skills_by_group(known))

        assert (settings.mail, settings.mastodon, settings.bluesky, settings.digest.emails) == (None, None, None, ())
        assert all(channel.webhook_env is None and not channel.emails for circle in settings.circles for channel in circle.via)

    def test_it_begins_with_the_hint_for_editors_and_asks_the_three_questions(self):
        assert self.text.startswith("# yaml-language-server: $schema=")
        assert [word for word in ("WHAT do you want", "WHEN can you", "WITH WHOM do you") if word in self.text] == [
            "WHAT do you want",
            "WHEN can you",
            "WITH WHOM do you",
        ]

    def test_every_commented_example_of_it_would_read_cleanly_too(self):
        lines = [line for line in self.text.splitlines() if not line.startswith("  -") and not line.startswith("    ")]
        examples = [line.removeprefix("# ") for line in lines if line.startswith("# mail:")]

        assert read("learn: [{skill: sql}]\n" + "\n".join(examples)).mail is not None

    def test_it_names_variables_and_holds_no_secret(self):
        assert not any(f"{word}:" in self.text for word in ("password", "token", "secret", "webhook"))


def test_a_good_file_with_a_piece_cut_out_is_read_or_its_mistakes_are_named():
    chooser = random.Random(2026)
    for _ in range(25):
        start = chooser.randrange(len(CONTRACT))
        cut = CONTRACT[:start] + CONTRACT[start + chooser.randrange(1, 40) :]

        assert all(mistake.line <= cut.count("\n") + 1 for mistake in mistakes_if_any(cut))
