"""Read config.yaml into Settings, naming every mistake at once with its line, and say what is in force."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from pipeline.config_checks import cross_checks, own_skills
from pipeline.config_mistakes import sentences
from pipeline.config_model import Config, FollowEntry, LearnEntry, NetworkEntry, ViaEntry
from pipeline.config_tree import Place, read_tree
from pipeline.errors import ConfigError
from pipeline.settings import (
    EVERY_DAY, BlueskyAccount, Channel, Circle, Digest, Fetching, FollowedSource, Gap, Learner, MailServer, MastodonAccount, Network, Settings, SkillId,
    Sources, Web, Window,
)  # fmt: skip

_Thing = TypeVar("_Thing")

#: Who says nothing about their time gets one short moment a day: enough for two or three articles.
_TODAY = Window(name="today", days=EVERY_DAY, minutes=20, mode="any")
_HIGHEST_LEVEL = 5
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def read_settings(
    text: str, *, file: Path | None, environment: Mapping[str, str], system_timezone: str | None, known_skills: Collection[str] | None = None
) -> Settings:
    """Return what *text* configures, every default filled in.

    Relative paths are relative to the folder of *file*. *environment* gives the addresses behind `url_env`;
    *system_timezone* counts where none is configured. With *known_skills*, other skills than these and the person's own
    are mistakes.

    Raises:
        ConfigError: names every mistake with its line and column.
    """
    name = file or Path("config.yaml")
    tree = read_tree(text)
    if tree.content is None and tree.mistakes:
        raise ConfigError(name, tree.mistakes)
    content = tree.content if tree.content is not None else {}
    problems: dict[Place, str] = {}
    config: Config | None = None
    try:
        known = None if known_skills is None else {*known_skills, *own_skills(content)}
        config = Config.model_validate(content, context={"known_skills": known})
    except ValidationError as error:
        problems.update(_first_at_each_place(sentences(error, json_schema())))
    problems = {**dict(cross_checks(content, environment)), **problems}
    mistakes = {(found.place, found.problem): found for place, problem in problems.items() for found in [tree.mistake(place, problem)]}
    told = {mistake.place for mistake in tree.mistakes}
    everything = [*tree.mistakes, *(mistake for mistake in mistakes.values() if mistake.place not in told)]
    if config is None or everything:
        raise ConfigError(name, tuple(sorted(everything, key=lambda mistake: (mistake.line, mistake.column, mistake.place))))
    return _settings(config, file, environment, system_timezone)


@cache
def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of config.yaml, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Config.model_json_schema()


def _first_at_each_place(problems: Iterator[tuple[Place, str]]) -> dict[Place, str]:
    first: dict[Place, str] = {}
    for place, problem in problems:
        first.setdefault(place, problem)
    return first


def _settings(config: Config, file: Path | None, environment: Mapping[str, str], system_timezone: str | None) -> Settings:
    def path(text: str) -> Path:
        home = environment.get("HOME") or environment.get("USERPROFILE")
        if home and (text == "~" or text.startswith("~/")):
            return Path(home) / text[2:]
        return Path(text) if file is None else file.parent / text

    learner, digest, sources = config.learner, config.digest, config.sources
    return Settings(
        file=file,
        learner=Learner(
            name=learner.name,
            languages=_once(learner.languages),
            timezone=learner.timezone or _zone(system_timezone),
            timezone_assumed=learner.timezone is None,
        ),
        gaps=tuple(_gap(entry) for entry in config.learn),
        windows=tuple(Window(name=entry.window, days=entry.days, minutes=entry.minutes, mode=entry.mode) for entry in config.time) or (_TODAY,),
        circles=tuple(_circle(entry, learner.languages) for entry in config.network),
        mastodon=(account := config.accounts.mastodon) and MastodonAccount(server=account.server, token_env=account.token_env),
        bluesky=(other := config.accounts.bluesky) and BlueskyAccount(handle=other.handle, password_env=other.password_env),
        sources=Sources(
            catalog=sources.catalog,
            follow=tuple(_followed(entry, environment) for entry in sources.follow),
            opml=tuple(path(name) for name in sources.opml),
            muted_words=tuple(sources.mute.words),
            muted_sources=tuple(sources.mute.sources),
        ),
        fetching=Fetching(contact=config.fetch.contact, allow_private=frozenset(config.fetch.allow_private)),
        mail=_mail(config),
        digest=Digest(
            at=tuple(sorted(set(digest.at))),
            days=digest.days,
            most_per_source=digest.most_per_source,
            when_empty=digest.when_empty,
            folders=_once([path(place.files) for place in digest.deliver if place.files is not None]),
            emails=_once([email for place in digest.deliver for email in place.email or ()]),
        ),
        web=Web(port=config.web.port, url=config.web.url),
        workers=config.workers,
        keep_unpicked=config.keep.unpicked,
        store=path(config.store),
    )


def _once(things: list[_Thing]) -> tuple[_Thing, ...]:
    return tuple(dict.fromkeys(things))


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):  # a machine whose zone is no IANA name
        return ZoneInfo("UTC")


def _gap(entry: LearnEntry) -> Gap:
    return Gap(
        skill=SkillId(entry.skill),
        level=entry.level,
        target=entry.target if entry.target is not None else min(entry.level + 2, _HIGHEST_LEVEL),
        by=entry.by,
        focus=tuple(entry.focus),
        words=tuple((language, tuple(words)) for language, words in entry.words.items()),
    )


def _circle(entry: NetworkEntry, languages: list[str]) -> Circle:
    return Circle(
        name=entry.circle,
        who=entry.who,
        languages=_once(entry.languages or languages),
        cares_about=tuple(SkillId(skill) for skill in entry.cares_about),
        via=tuple(_channel(way) for way in entry.via),
        every=entry.every,
    )


def _channel(way: Network | ViaEntry) -> Channel:
    if isinstance(way, str):
        return Channel(network=way)
    if way.email is not None:
        return Channel(network="email", emails=_once(way.email))
    if way.slack_webhook_env is not None:
        return Channel(network="slack", webhook_env=way.slack_webhook_env)
    if way.teams_webhook_env is not None:
        return Channel(network="teams", webhook_env=way.teams_webhook_env)
    return Channel(network="discord", webhook_env=way.discord_webhook_env)


def _followed(entry: str | FollowEntry, environment: Mapping[str, str]) -> FollowedSource:
    if isinstance(entry, str):
        return FollowedSource(url=entry)
    return FollowedSource(
        url=entry.url if entry.url_env is None else environment.get(entry.url_env, "").strip() or None,
        url_env=entry.url_env,
        title=entry.title,
        kind=entry.kind,
        skills=tuple(SkillId(skill) for skill in entry.skills),
        every=entry.every,
        private=entry.private,
    )


def _mail(config: Config) -> MailServer | None:
    mail = config.mail
    return mail and MailServer(
        sender=mail.sender, host=mail.host, port=mail.port or _PORTS[mail.tls], tls=mail.tls, user=mail.user, password_env=mail.password_env
    )
