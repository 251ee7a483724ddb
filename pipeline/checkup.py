"""Examine an install, its configuration and its database, and say what is well, what is doubtful and what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from feeds.naming import name_of
from pipeline.advice import what_to_do
from pipeline.deliver import in_words, receipt_of
from pipeline.edges import machine
from pipeline.edges.imports import Imports
from pipeline.edges.lock import holder_path, run_lock
from pipeline.edges.notify import MISSING, is_installed
from pipeline.edges.secret import kept_key
from pipeline.edges.store import Store
from pipeline.errors import CannotDo, ConfigError, LockHeld, NoConfig, StoreError
from pipeline.model.digests import Receipt
from pipeline.model.health import SourceHealth
from pipeline.settings import LEARNER, Settings

State = Literal["well", "doubtful", "wrong"]

#: CVE-2022-23852 and its like: before this version a feed could crash the XML parser.
_SAFE_EXPAT = (2, 4, 1)
#: Before this version two writing processes may damage a WAL database (https://www.sqlite.org/wal.html#walresetbug).
_SQLITE_FOR_SEVERAL_WRITERS = (3, 51, 3)
_LITTLE_ROOM_BYTES = 500_000_000
_NO_ROOM_BYTES = 20_000_000
#: Gapfeed was not there before: a clock that says so is wrong, and would make every article lie in the future.
_EARLIEST = datetime(2025, 6, 1, tzinfo=UTC)
_FAILURES_WORTH_TELLING = 2
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, how it is, and what to do about it."""

    what: str
    state: State
    words: str


def examine_machine(now: datetime) -> Iterator[Finding]:
    """Look at the install: versions, the origin of the code, the clock."""
    yield Finding(what="Python", state="well", words=machine.python_version())
    yield from _code()
    yield from _libraries()
    expat = machine.expat_version()
    if expat < _SAFE_EXPAT:
        yield Finding(
            what="expat",
            state="doubtful",
            words=f"{_dotted(expat)} is older than {_dotted(_SAFE_EXPAT)}: a hostile feed can crash it; update Python",
        )
    else:
        yield Finding(what="expat", state="well", words=_dotted(expat))
    sqlite = machine.sqlite_version()
    one_writer = "" if sqlite >= _SQLITE_FOR_SEVERAL_WRITERS else ": one writing process only (Gapfeed's own lock sees to that)"
    yield Finding(what="SQLite", state="well", words=_dotted(sqlite) + one_writer)
    if now < _EARLIEST:
        yield Finding(
            what="clock", state="doubtful", words=f"it says {now:%d %B %Y}, which cannot be; everything would seem to lie in the future"
        )


def examine_imports(imports: Imports) -> Iterator[Finding]:
    """Look at what was imported from ESCO, if anything was."""
    try:
        done = imports.summary()
    except CannotDo as error:
        yield Finding(what="ESCO", state="wrong", words=str(error))
    else:
        if done.skills:
            yield Finding(what="ESCO", state="well", words=f"{done.skills:,} imported skills, in {', '.join(done.languages)}")


def examine_config(
    load: Callable[[], tuple[Settings, tuple[str, ...]]], environment: Mapping[str, str]
) -> tuple[Settings | None, tuple[Finding, ...]]:
    """Return the configuration where it can be used, and what was found in it."""
    try:
        settings, notices = load()
    except (NoConfig, ConfigError) as error:
        return None, (Finding(what="config", state="wrong", words=str(error)),)
    except (CannotDo, OSError):
        return None, (Finding(what="config", state="wrong", words="it cannot be read as long as the imported skills cannot"),)
    findings = [
        Finding(what="config", state="well", words=f"{settings.file}"),
        *(Finding(what="config", state="doubtful", words=notice) for notice in notices),
    ]
    zone = settings.learner.timezone.key
    if settings.learner.timezone_assumed and zone in {"UTC", "Etc/UTC"}:
        words = "UTC, assumed from the system: digests come at UTC hours; set `timezone:` under `learner:` if you live elsewhere"
        findings.append(Finding(what="time zone", state="doubtful", words=words))
    else:
        findings.append(
            Finding(what="time zone", state="well", words=zone + (", the system's" if settings.learner.timezone_assumed else ""))
        )
    for name, what_for in _variables(settings):
        if not environment.get(name, "").strip():
            findings.append(Finding(what="environment", state="doubtful", words=f"{name} is not set: {what_for}"))
    if settings.digest.chats and not is_installed():
        findings.append(Finding(what="chats", state="doubtful", words=MISSING))
    return settings, tuple(findings)


def examine_household(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Look at what the configuration leads to: folders, database, lock, sources, deliveries."""
    for folder in settings.digest.folders:
        if not machine.can_write(folder):
            yield Finding(what="digests", state="wrong", words=f"{folder} cannot be written to")
    free = machine.free_bytes(settings.store.parent)
    state: State = "wrong" if free < _NO_ROOM_BYTES else "doubtful" if free < _LITTLE_ROOM_BYTES else "well"
    yield Finding(what="disk", state=state, words=f"{free / 1e9:.1f} GB free for {settings.store.parent}")
    if not machine.can_write(settings.store.parent):
        yield Finding(what="database", state="wrong", words=f"{settings.store.parent} cannot be written to")
    elif not settings.store.exists():
        yield Finding(what="database", state="well", words=f"{settings.store} is not there yet; the first `gapfeed run` makes it")
    else:
        yield from _lock(settings.store)
        yield from _database(settings, now)


def examine_links(settings: Settings, key: Path) -> Iterator[Finding]:
    """Look at the key that links in digests are signed with, where digests are to have links; it is only read."""
    if settings.web.url is None:
        return
    without = "digests go without links to act by, and show what to type"
    try:
        kept_key(key)
    except FileNotFoundError:
        if machine.can_write(key.parent):
            yield Finding(what="links", state="well", words=f"the next digest draws the key they are signed with: {key}")
        else:
            yield Finding(what="links", state="doubtful", words=f"{key.parent} cannot be written to, for the key of links: {without}")
    except OSError as error:
        yield Finding(what="links", state="doubtful", words=f"{key}: {error.strerror or error}. As long as it is so, {without}")
    else:
        if machine.readable_by_others(key):
            yield Finding(what="links", state="doubtful", words=f"{key} can be read by others; `chmod 600 {key}` keeps it yours")
        else:
            yield Finding(what="links", state="well", words=f"signed with {key}")


def is_well(findings: tuple[Finding, ...]) -> bool:
    """Tell whether nothing is wrong; doubts are allowed."""
    return all(finding.state != "wrong" for finding in findings)


def _code() -> Iterator[Finding]:
    folders = machine.package_folders()
    parents = {folder.parent for folder in folders.values()}
    where = ", ".join(f"{name} from {folder}" for name, folder in folders.items())
    if len(parents) > 1:
        words = f"{where}: one of them is another program's. Install Gapfeed by itself, with `uv tool install` or `pipx install`"
        yield Finding(what="code", state="wrong", words=words)
    else:
        yield Finding(what="code", state="well", words=where)


def _libraries() -> Iterator[Finding]:
    versions = machine.library_versions()
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        yield Finding(what="libraries", state="wrong", words=f"{', '.join(missing)} not installed; install Gapfeed again")
    elif versions:
        yield Finding(what="libraries", state="well", words=", ".join(f"{name} {version}" for name, version in versions.items()))
    else:
        yield Finding(what="libraries", state="well", words="run from a checkout that is not installed")


def _variables(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the environment variables that the configuration counts on, and what fails without each."""
    if settings.mail and settings.mail.password_env:
        yield settings.mail.password_env, "mail cannot be sent"
    for variable in settings.digest.chats:
        yield variable, "no digest gets to the chat whose address it holds"
    for source in settings.sources.follow:
        if source.url_env:
            yield source.url_env, "the source it names is not asked"


def _lock(store: Path) -> Iterator[Finding]:
    """Only where a run left its name: taking the lock for a look could otherwise stop a run that begins this moment."""
    if not holder_path(store).exists():
        yield Finding(what="lock", state="well", words="free")
        return
    try:
        with run_lock(store, "gapfeed doctor"):
            pass
    except LockHeld as error:
        yield Finding(what="lock", state="well", words=f"held: {error}")
    else:
        yield Finding(what="lock", state="well", words="free; a run that was killed had left its name, which is gone now")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    path = settings.store
    fault = machine.database_fault(path)
    if fault is not None:
        yield Finding(
            what="database",
            state="wrong",
            words=f"{path} is damaged: {fault}. Put it aside and restore a copy, or begin anew with `gapfeed run`",
        )
        return
    if machine.readable_by_others(path):
        yield Finding(what="database", state="doubtful", words=f"{path} can be read by others; `chmod 600 {path}` keeps it yours")
    try:
        store = Store(path, LEARNER)
    except StoreError as error:
        yield Finding(what="database", state="wrong", words=str(error))
        return
    try:
        size = path.stat().st_size / 1e6
        yield Finding(what="database", state="well", words=f"{path}: whole, {size:.1f} MB, {_articles(store.articles.count())}")
        yield from _sources(store.sources.health(), now)
        yield from _outbox(store.outbox.states(), tuple(receipt_of(stuck, settings) for stuck in store.outbox.stuck(now)))
    finally:
        store.close()


def _sources(health: tuple[SourceHealth, ...], now: datetime) -> Iterator[Finding]:
    if not health:
        yield Finding(
            what="sources", state="doubtful", words="none is followed yet; `gapfeed run` begins, `gapfeed sources add ADDRESS` adds one"
        )
        return
    asked = [one for one in health if not one.muted and not one.state.gone]
    failing = [one for one in health if not one.muted and (one.state.gone or one.state.failures_in_a_row >= _FAILURES_WORTH_TELLING)]
    checks = [one.state.next_check_at for one in asked if one.state.next_check_at is not None]
    successes = [one.state.last_success_at for one in health if one.state.last_success_at is not None]
    last = f", last answer {max(successes):%Y-%m-%d %H:%M} UTC" if successes else ""
    following = f", next asked {max(min(checks), now):%Y-%m-%d %H:%M} UTC" if checks else ""
    muted = sum(one.muted for one in health)
    yield Finding(what="sources", state="well", words=f"{len(health)} followed{f' ({muted} muted)' if muted else ''}{last}{following}")
    for one in failing[:_MOST_NAMED]:
        title, state = name_of(one.subscription.source), one.state
        since = f"last answered {state.last_success_at:%Y-%m-%d}" if state.last_success_at else "never answered"
        often = f"{state.failures_in_a_row} times in a row, " if state.failures_in_a_row > 1 else ""
        kind = "gone" if state.gone else one.last_outcome or ""
        advice = what_to_do(kind, one.last_status, followed=True)
        words = f"{title}: {state.last_error or 'gone'} ({often}{since}){f'. {advice}' if advice else ''}"
        yield Finding(what="sources", state="doubtful", words=words)
    if len(failing) > _MOST_NAMED:
        yield Finding(
            what="sources", state="doubtful", words=f"and {len(failing) - _MOST_NAMED} more that fail; `gapfeed sources list` shows them"
        )


def _outbox(states: Mapping[str, int], stuck: tuple[Receipt, ...]) -> Iterator[Finding]:
    said = ", ".join(f"{count} {state}" for state, count in states.items()) or "nothing was sent yet"
    yield Finding(what="deliveries", state="well", words=said)
    for receipt in stuck[-_MOST_NAMED:]:
        yield Finding(what="deliveries", state="doubtful", words=in_words(receipt))
    if any(receipt.outcome != "waiting" for receipt in stuck):
        words = "`gapfeed publish --resend` delivers once more what failed or was perhaps delivered, in the last two weeks"
        yield Finding(what="deliveries", state="doubtful", words=words)


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count} articles"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
