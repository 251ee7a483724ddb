"""Write the Settings in force as YAML that config.yaml could hold, every default included and never a secret."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from pipeline.config.times import days_text, duration_text, time_text
from pipeline.settings import Channel, Circle, Digest, Fetching, FollowedSource, Gap, MailServer, Settings

#: Words that YAML, or an older YAML, reads as something else.
_NOT_TEXT = {"", "true", "false", "yes", "no", "on", "off", "null", "none", "~", "y", "n"}
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./@ ")


def shown(settings: Settings) -> str:
    """Return *settings* as YAML: what config.yaml says and every default it leaves to Gapfeed.

    Secrets are not among them: Settings knows only the names of the variables that hold them.
    """
    came_from = f"# In force, from {settings.file}.\n" if settings.file else ""
    zone = settings.learner.timezone.key
    body = "".join(block(_content(settings), 0))
    if settings.learner.timezone_assumed:
        line = f"  timezone: {_scalar(zone)}"
        body = body.replace(f"{line}\n", f"{line}  # assumed from the system; `timezone:` under `learner:` sets it\n", 1)
    return came_from + body


def _content(settings: Settings) -> dict[str, Any]:
    sources, digest, mail, mastodon, bluesky = settings.sources, settings.digest, settings.mail, settings.mastodon, settings.bluesky
    return {
        "learner": {"name": settings.learner.name, "languages": settings.learner.languages, "timezone": settings.learner.timezone.key},
        "learn": [_gap(gap) for gap in settings.gaps],
        "time": [{"window": one.name, "days": days_text(one.days), "minutes": one.minutes, "mode": one.mode} for one in settings.windows],
        "network": [_circle(circle) for circle in settings.circles],
        "accounts": {
            "mastodon": mastodon and {"server": mastodon.server, "token_env": mastodon.token_env},
            "bluesky": bluesky and {"handle": bluesky.handle, "password_env": bluesky.password_env, "server": bluesky.server},
        },
        "sources": {
            "catalog": sources.catalog,
            "follow": [_followed(one) for one in sources.follow],
            "opml": [str(path) for path in sources.opml],
            "mute": {"words": sources.muted_words, "sources": sources.muted_sources},
        },
        "fetch": _fetching(settings.fetching),
        "mail": mail and _mail(mail),
        "digest": {
            "at": digest.at,
            "days": days_text(digest.days),
            "most_per_source": digest.most_per_source,
            "most_per_skill": digest.most_per_skill,
            "when_empty": digest.when_empty,
            "deliver": _places(digest),
        },
        "edition": {"url": settings.edition_url},
        "web": {"port": settings.web.port, "url": settings.web.url},
        "workers": settings.workers,
        "keep": {"unpicked": duration_text(settings.keep_unpicked)},
        "store": str(settings.store),
    }


def _places(digest: Digest) -> list[dict[str, Any]]:
    mails = [{"email": digest.emails}] if digest.emails else []
    return [{"files": str(folder)} for folder in digest.folders] + mails + [{"apprise_env": name} for name in digest.chats]


def _gap(gap: Gap) -> dict[str, Any]:
    words = {"words": dict(gap.words)} if gap.words else {}
    return {"skill": gap.skill} | words | {"level": gap.level, "target": gap.target, "by": gap.by, "focus": gap.focus}


def _circle(circle: Circle) -> dict[str, Any]:
    return {
        "circle": circle.name,
        "who": circle.who,
        "languages": circle.languages,
        "cares_about": circle.cares_about,
        "via": [_via(channel) for channel in circle.via],
        "every": circle.every and duration_text(circle.every),
    }


def _via(channel: Channel) -> str | dict[str, Any]:
    if channel.apprise_env is not None:
        return {"apprise_env": channel.apprise_env, "network": channel.network}
    if channel.webhook_env is not None:
        return {f"{channel.network}_webhook_env": channel.webhook_env}
    if channel.subscribers is not None:
        unsubscribe = {"unsubscribe": channel.unsubscribe} if channel.unsubscribe else {}
        return {"subscribers": str(channel.subscribers)} | unsubscribe
    return {"email": channel.emails} if channel.emails else channel.network


def _followed(source: FollowedSource) -> dict[str, Any]:
    where = {"url": source.url} if source.url_env is None else {"url_env": source.url_env}
    every = source.every and duration_text(source.every)
    rest = {"title": source.title, "kind": source.kind, "skills": source.skills, "every": every}
    circle = {"circle": source.circle} if source.circle else {}
    return where | rest | {"private": source.private} | circle


def _fetching(fetching: Fetching) -> dict[str, Any]:
    proxy = {"proxy": fetching.proxy} if fetching.proxy_env is None else {"proxy_env": fetching.proxy_env}
    return {"contact": fetching.contact, "allow_private": sorted(fetching.allow_private), **proxy}


def _mail(mail: MailServer) -> dict[str, Any]:
    return {
        "from": mail.sender,
        "host": mail.host,
        "port": mail.port,
        "tls": mail.tls,
        "user": mail.user,
        "password_env": mail.password_env,
    }


def block(content: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Yield *content* as lines of YAML, *depth* steps in."""
    indent = "  " * depth
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key}:\n"
            yield from block(value, depth + 1)
        elif isinstance(value, list | tuple) and any(isinstance(entry, Mapping) for entry in value):
            yield f"{indent}{key}:\n"
            for entry in value:
                yield from _entry(entry, depth + 1)
        else:
            yield f"{indent}{key}: {inline(value)}\n"


def _entry(entry: Mapping[str, Any] | str, depth: int) -> Iterator[str]:
    """Write one entry of a list: its first key stands behind the dash."""
    indent = "  " * depth
    if not isinstance(entry, Mapping):
        yield f"{indent}- {inline(entry)}\n"
        return
    first, *others = block(entry, depth + 1)
    yield f"{indent}- {first.lstrip(' ')}"
    yield from others


def inline(value: object) -> str:
    """Return *value* as YAML on one line."""
    match value:
        case None:
            text = "null"
        case bool():
            text = str(value).lower()
        case int() | date():
            text = str(value)
        case time():
            text = f'"{time_text(value)}"'
        case list() | tuple():
            text = f"[{', '.join(inline(entry) for entry in value)}]"
        case _:
            text = _scalar(str(value))
    return text


def _scalar(text: str) -> str:
    """Return *text* as YAML: bare where nothing could mistake it, else quoted as JSON, which YAML reads the same."""
    if re.fullmatch(r"[0-9]+ (days?|weeks?)|[0-9]+[mh]", text):
        return text
    is_bare = text[:1].isalpha() and not text.endswith(" ") and text.lower() not in _NOT_TEXT and (set(text) <= _PLAIN)
    return text if is_bare else json.dumps(text, ensure_ascii=False)
