"""Turn a checked config into Settings: defaults that depend on other values, paths, addresses from the environment."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipeline.config.model import Config, FollowEntry, LearnEntry, NetworkEntry, TimeEntry
from pipeline.config.ways import ViaEntry
from pipeline.esco import Esco
from pipeline.settings import (
    EVERY_DAY,
    HIGHEST_LEVEL,
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
    Network,
    Settings,
    SkillId,
    Sources,
    Web,
    Window,
)

_Thing = TypeVar("_Thing")

#: Who says nothing about their time gets one short moment a day: enough for two or three articles.
_TODAY = Window(name="today", days=EVERY_DAY, minutes=20, mode="any")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def settings_from(
    config: Config,
    *,
    file: Path | None,
    environment: Mapping[str, str],
    system_timezone: str | None,
    groups: Mapping[str, Collection[str]],
    esco: Esco | None,
) -> Settings:
    """Return *config* as the types that every stage may know; a group of skills becomes the skills in it."""

    def skills(names: Iterable[str]) -> tuple[SkillId, ...]:
        return _once(SkillId(skill) for name in names for skill in sorted(groups.get(name, ())) or [name])

    def path(text: str) -> Path:
        home = environment.get("HOME") or environment.get("USERPROFILE")
        if home and (text == "~" or text.startswith("~/")):
            return Path(home) / text[2:]
        return Path(text) if file is None else file.parent / text

    learner, digest, sources = config.learner, config.digest, config.sources
    mastodon, bluesky = config.accounts.mastodon, config.accounts.bluesky
    return Settings(
        file=file,
        learner=Learner(
            name=learner.name,
            languages=_once(learner.languages),
            timezone=learner.timezone or _zone(system_timezone),
            timezone_assumed=learner.timezone is None,
        ),
        gaps=tuple(_gap(entry, esco) for entry in config.learn),
        windows=tuple(_window(entry) for entry in config.time) or (_TODAY,),
        circles=tuple(_circle(entry, learner.languages, skills(entry.cares_about), path) for entry in config.network),
        mastodon=MastodonAccount(server=mastodon.server, token_env=mastodon.token_env) if mastodon else None,
        bluesky=BlueskyAccount(handle=bluesky.handle, password_env=bluesky.password_env, server=bluesky.server) if bluesky else None,
        sources=Sources(
            catalog=sources.catalog,
            follow=tuple(_followed(entry, environment, skills) for entry in sources.follow),
            opml=tuple(path(name) for name in sources.opml),
            muted_words=tuple(sources.mute.words),
            muted_sources=tuple(sources.mute.sources),
        ),
        fetching=Fetching(
            contact=config.fetch.contact,
            allow_private=frozenset(config.fetch.allow_private),
            proxy=config.fetch.proxy if config.fetch.proxy_env is None else environment.get(config.fetch.proxy_env, "").strip() or None,
            proxy_env=config.fetch.proxy_env,
        ),
        mail=_mail(config),
        digest=Digest(
            at=tuple(sorted(set(digest.at))),
            days=digest.days,
            most_per_source=digest.most_per_source,
            most_per_skill=digest.most_per_skill,
            when_empty=digest.when_empty,
            folders=_once(path(place.files) for place in digest.deliver if place.files is not None),
            emails=_once(email for place in digest.deliver for email in place.email or ()),
            chats=_once(place.apprise_env for place in digest.deliver if place.apprise_env is not None),
        ),
        web=Web(port=config.web.port, url=config.web.url),
        workers=config.workers,
        keep_unpicked=config.keep.unpicked,
        store=path(config.store),
        edition_url=config.edition.url and f"{config.edition.url.rstrip('/')}/",
    )


def _once(things: Iterable[_Thing]) -> tuple[_Thing, ...]:
    return tuple(dict.fromkeys(things))


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):  # a machine whose zone is no IANA name
        return ZoneInfo("UTC")


def _gap(entry: LearnEntry, esco: Esco | None) -> Gap:
    return Gap(
        skill=SkillId(entry.skill),
        level=entry.level,
        target=entry.target if entry.target is not None else min(entry.level + 2, HIGHEST_LEVEL),
        by=entry.by,
        focus=tuple(entry.focus),
        words=tuple((language, tuple(words)) for language, words in entry.words.items()),
        imported=esco.imported(SkillId(entry.skill)) if esco and not entry.words else None,
    )


def _window(entry: TimeEntry) -> Window:
    return Window(name=entry.window, days=entry.days, minutes=entry.minutes, mode=entry.mode)


def _circle(entry: NetworkEntry, languages: tuple[str, ...], cares_about: tuple[SkillId, ...], path: Callable[[str], Path]) -> Circle:
    return Circle(
        name=entry.circle,
        who=entry.who,
        languages=_once(entry.languages or languages),
        cares_about=cares_about,
        via=tuple(_each_once(_channel(way, path) for way in entry.via)),
        every=entry.every,
    )


def _each_once(channels: Iterable[Channel]) -> Iterator[Channel]:
    """Yield *channels* without the addresses that stand in one before: nobody is to get a letter twice."""
    known: set[str] = set()
    for channel in channels:
        emails = tuple(email for email in channel.emails if email.casefold() not in known)
        known.update(map(str.casefold, emails))
        if emails or not channel.emails:
            yield replace(channel, emails=emails)


def _channel(way: Network | ViaEntry, path: Callable[[str], Path]) -> Channel:
    if isinstance(way, str):
        return Channel(network=way)
    if way.email is not None:
        return Channel(network="email", emails=_once(way.email))
    if way.subscribers is not None:
        return Channel(network="email", subscribers=path(way.subscribers), unsubscribe=way.unsubscribe)
    if way.slack_webhook_env is not None:
        return Channel(network="slack", webhook_env=way.slack_webhook_env)
    if way.teams_webhook_env is not None:
        return Channel(network="teams", webhook_env=way.teams_webhook_env)
    if way.apprise_env is not None and way.network is not None:
        return Channel(network=way.network, apprise_env=way.apprise_env)
    return Channel(network="discord", webhook_env=way.discord_webhook_env)


def _followed(
    entry: str | FollowEntry, environment: Mapping[str, str], skills: Callable[[Iterable[str]], tuple[SkillId, ...]]
) -> FollowedSource:
    if isinstance(entry, str):
        return FollowedSource(url=entry)
    return FollowedSource(
        url=entry.url if entry.url_env is None else environment.get(entry.url_env, "").strip() or None,
        url_env=entry.url_env,
        title=entry.title,
        kind=entry.kind,
        skills=skills(entry.skills),
        every=entry.every,
        private=entry.private or entry.url_env is not None,
        circle=entry.circle,
    )


def _mail(config: Config) -> MailServer | None:
    mail = config.mail
    if mail is None:
        return None
    return MailServer(
        sender=mail.sender, host=mail.host, port=mail.port or _PORTS[mail.tls], tls=mail.tls, user=mail.user, password_env=mail.password_env
    )
