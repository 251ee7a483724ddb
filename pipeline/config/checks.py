"""Find what is wrong between the entries of a config: the same thing twice, mail without a server, an address that is none.

It looks at the plain values, not at the checked ones, so that these mistakes are named beside all others.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from feeds.errors import BadAddress
from feeds.proxy_address import proxy_from
from feeds.urls import host_of
from pipeline.config.times import days
from pipeline.config.tree import Place
from pipeline.config.values import address
from pipeline.esco import Esco
from pipeline.nearest import did_you_mean

Problem = tuple[Place, str]


def own_skills(content: object) -> frozenset[str]:
    """Return the skills that the person describes in words of their own."""
    return frozenset(
        entry["skill"].strip().lower()
        for _, entry in _entries(content, "learn")
        if isinstance(entry, dict) and entry.get("words") and isinstance(entry.get("skill"), str)
    )


def learnt_from_esco(content: object, esco: Esco | None) -> frozenset[str]:
    """Return the skills under `learn:` that *esco* knows by the names that they have there."""
    names = [entry.get("skill") for _, entry in _entries(content, "learn") if isinstance(entry, dict)] if esco else []
    return frozenset(skill for name in names if esco and isinstance(name, str) and (skill := esco.id_of(name)) is not None)


def cross_checks(content: object, environment: Mapping[str, str], esco: Esco | None = None) -> Iterator[Problem]:
    """Yield place and sentence of every mistake between entries."""
    yield from _twice(content, ("learn",), "skill", "skill", esco)
    yield from _without_words(content)
    yield from _twice(content, ("network",), "circle", "circle")
    yield from _twice(content, ("sources", "follow"), "url", "source")
    yield from _overlapping(content)
    yield from _mail_without_server(content)
    yield from _unknown_circles(content)
    for place, entry in _entries(content, "sources", "follow"):
        if isinstance(entry, dict) and isinstance(entry.get("url_env"), str):
            yield from _unusable((*place, "url_env"), environment.get(entry["url_env"].strip(), "").strip())
    yield from _no_proxy(content, environment)
    yield from _in_plain_text(content)


def _no_proxy(content: object, environment: Mapping[str, str]) -> Iterator[Problem]:
    """Without the proxy that is meant to be used, everything would be asked directly: that is nobody's wish."""
    fetch = content.get("fetch") if isinstance(content, dict) else None
    name = fetch.get("proxy_env") if isinstance(fetch, dict) else None
    if not isinstance(name, str):
        return
    there = environment.get(name.strip(), "").strip()
    try:
        proxy_from(there)
    except BadAddress:
        what = "does not hold the address of a proxy, like http://proxy.example.org:3128" if there else "is not set"
        yield ("fetch", "proxy_env"), f"the environment variable that it names {what}"


def _in_plain_text(content: object) -> Iterator[Problem]:
    """What one logs in with is sent so to machines of the person's own alone: feeds/fetch.py refuses all others, but only then."""
    own = {machine.strip().lower() for _, machine in _entries(content, "fetch", "allow_private") if isinstance(machine, str)}
    accounts = content.get("accounts") if isinstance(content, dict) else None
    for name, account in accounts.items() if isinstance(accounts, dict) else ():
        server = account.get("server") if isinstance(account, dict) else None
        host = host_of(server.strip()) if isinstance(server, str) and server.strip().lower().startswith("http:") else ""
        machine = host if re.search(r":\d+$", host) else f"{host}:80"
        if host and machine not in own:
            risk = "would be asked in plain text, and anybody on the way could read what you log in with"
            yield (
                ("accounts", name, "server"),
                f"{host} {risk}: write https://, or, if it is your own, add {machine} to fetch.allow_private",
            )


def _entries(content: object, *keys: str) -> list[tuple[Place, Any]]:
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    return [((*keys, number), entry) for number, entry in enumerate(content)] if isinstance(content, list) else []


def _twice(content: object, keys: tuple[str, ...], key: str, what: str, esco: Esco | None = None) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for place, entry in _entries(content, *keys):
        name = entry.get(key) if isinstance(entry, dict) else entry
        if not isinstance(name, str):
            continue
        meant = (esco and esco.id_of(name)) or name.strip().lower() if key != "url" else name.strip()
        first = seen.setdefault(meant, int(place[-1]))
        if first != place[-1]:
            at = (*place, key) if isinstance(entry, dict) else place
            yield at, f"the same {what} stands in entry {first + 1} already; keep one"


def _without_words(content: object) -> Iterator[Problem]:
    """A skill whose every word is made of signs would wait for ever for an article."""
    for place, entry in _entries(content, "learn"):
        words = entry.get("words") if isinstance(entry, dict) else None
        said = [word for some in words.values() if isinstance(some, list) for word in some] if isinstance(words, dict) else []
        # What is no text, or empty, is a mistake of its own.
        if said and all(isinstance(word, str) and word.strip() and not any(map(str.isalnum, word)) for word in said):
            yield (*place, "words"), "no text can be searched for these: give at least one word with a letter or a figure in it"


def _overlapping(content: object) -> Iterator[Problem]:
    """Two windows may share a name on different days: a commute is longer on Saturdays."""
    taken: dict[str, set[int]] = {}
    for place, entry in _entries(content, "time"):
        if not isinstance(entry, dict) or not isinstance(entry.get("window"), str):
            continue
        try:
            chosen = days(entry.get("days", "every day"))
        except ValueError:
            continue
        others = taken.setdefault(entry["window"].strip().lower(), set())
        if others & chosen:
            yield (*place, "window"), "another window of this name is on the same days; give it a name of its own"
        others |= chosen


def _unknown_circles(content: object) -> Iterator[Problem]:
    """Whose edition it is has to be said in the words of `network`: else nobody would know what its circle has."""
    names = [
        entry["circle"].strip()
        for _, entry in _entries(content, "network")
        if isinstance(entry, dict) and isinstance(entry.get("circle"), str)
    ]
    for place, entry in _entries(content, "sources", "follow"):
        circle = entry.get("circle") if isinstance(entry, dict) else None
        # What is no text, or empty, is a mistake of its own.
        if not isinstance(circle, str) or not circle.strip():
            continue
        if circle.strip() not in names:
            yield (*place, "circle"), f"no circle under `network` is called {circle.strip()!r}{did_you_mean(circle, names)}"
        elif entry.get("kind") != "circle":
            yield (*place, "circle"), "only what somebody of a circle shares belongs to one: add `kind: circle`, or take this out"


def _mail_without_server(content: object) -> Iterator[Problem]:
    if isinstance(content, dict) and content.get("mail") is None:
        for place, entry in _entries(content, "digest", "deliver"):
            if isinstance(entry, dict) and entry.get("email"):
                yield (*place, "email"), "mail needs a server: add `mail:` with from, host and password_env"


def _unusable(place: Place, url: str) -> Iterator[Problem]:
    """Check an address from the environment without repeating it."""
    try:
        address(url or "https://example.org")
    except ValueError as error:
        if "password" in str(error):
            yield place, "the address in the variable holds a user name or a password, which no feed is asked with: give it without"
        else:
            yield place, "the variable holds no address that begins with https:// or http://"
