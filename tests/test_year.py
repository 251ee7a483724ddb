"""A year of `gapfeed serve` on a clock that is handed to it: one digest for every slot, none too many, none too few."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from hashlib import sha512
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.bootstrap import load_lexicon
from pipeline.edges.workers import InProcess
from pipeline.phrases import read_phrases
from tests.clocks import FakeClock, going_by
from tests.loopback import RSS, Loopback, loopback
from tests.running import run

YEAR = 2026
WEEKDAYS = "mon", "tue", "wed", "thu", "fri", "sat", "sun"
ITEM = """<item><title>{title}</title><guid isPermaLink="false">{title}</guid><pubDate>{date}</pubDate><description>{text}</description></item>"""
SUBJECTS = "Indexes", "Joins", "Transactions", "Views", "Triggers", "Locks", "Foreign keys", "Window functions", "Query plans"


def words(name: str, number: int, count: int) -> list[str]:
    """Return words that nobody else uses, so that no two items tell the same story."""
    digits = sha512(f"{name} {number}".encode()).hexdigest()
    return ["".join("bdfgklmnprstvzaeio"[int(digit, 16)] for digit in digits[5 * n : 5 * n + 5]) for n in range(count)]


def feed(name: str, today: date, *, every_days: int) -> bytes:
    """Return a feed that brings something every so many days, and holds its last five items."""
    first = date(YEAR - 1, 12, 1)
    numbers = range(0, (today - first).days + 1, every_days)[-5:]
    items = "\n".join(
        ITEM.format(
            title=f"{SUBJECTS[n % 9]} for {' '.join(words(name, n, 3))}",
            date=format_datetime(datetime.combine(first + timedelta(days=n), time(1), tzinfo=UTC)),
            text=" ".join(f"In SQL, {SUBJECTS[n % 9].lower()} of a relational database {word} the {word}s." for word in words(name, n, 20)),
        )
        for n in reversed(numbers)
    )
    return RSS.format(title=name, site=f"http://{name.lower()}.example/", items=items).encode()


def days_of_the_year() -> list[date]:
    return [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]


def moments_to_look(zone: ZoneInfo, at: tuple[time, ...]) -> list[datetime]:
    """Return when the machine is awake: every eight hours, and at every slot and a minute later, at both where an hour comes twice."""
    days = [date(YEAR - 1, 12, 31), *days_of_the_year()]
    slots = {
        datetime.combine(day, one, tzinfo=zone).replace(fold=fold).astimezone(UTC) + timedelta(minutes=late)
        for day in days
        for one in at
        for fold in (0, 1)
        for late in (0, 1)
    }
    return sorted(slots | {datetime.combine(day, time(hour), tzinfo=UTC) for day in days for hour in range(0, 24, 8)})


@pytest.fixture
def web() -> Iterator[Loopback]:
    with loopback({}) as running:
        yield running


@pytest.mark.parametrize(
    ("zone", "at", "days"),
    [
        # The clocks of Europe are changed on Sundays, those of Egypt on Thursday nights.
        pytest.param("Europe/Sofia", ("03:30", "04:30", "07:00"), ("mon", "thu", "sun"), id="Sofia"),
        pytest.param("Europe/Warsaw", ("02:30", "18:30"), ("tue", "sat", "sun"), id="Warsaw"),
        pytest.param("Africa/Cairo", ("00:00", "00:30", "23:30"), ("mon", "tue", "thu", "fri", "sun"), id="Cairo"),
    ],
)
def test_a_year_of_days_has_one_digest_for_every_slot(
    zone: str, at: tuple[str, ...], days: tuple[str, ...], web: Loopback, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr("pipeline.edges.workers.Processes", lambda _count, _prepare: InProcess())
    # What stays the same all year is read once.
    monkeypatch.setattr("pipeline.bootstrap.load_lexicon", cache(load_lexicon))
    monkeypatch.setattr("pipeline.phrases.read_phrases", cache(read_phrases))
    here = ZoneInfo(zone)
    config = web.config(tmp_path, {"url": "/often.xml", "every": "20h"}, {"url": "/seldom.xml", "every": "2 days"})
    text = config.read_text(encoding="utf-8").replace("Europe/Warsaw", zone).replace("when_empty: say", "when_empty: skip")
    config.write_text(text.replace('at: "07:00", days: every day', f'at: {list(at)}, days: "{", ".join(days)}"'), encoding="utf-8")
    awake = iter(moments_to_look(here, tuple(map(time.fromisoformat, at))))
    clock = FakeClock(next(awake), lambda clock, _wished: day_by_day(clock, next(awake, None), web, config))
    bring(web, clock.moment.date())

    with going_by(clock):
        served = run("--config", config, "serve")

    assert served.exit_code == 0
    assert "failed" not in served.out
    with closing(sqlite3.connect(tmp_path / "gapfeed.db")) as database:
        made = {
            f"{day}-{slot.replace(':', '')}": bool(minutes)
            for day, slot, minutes in database.execute("SELECT day, slot, minutes FROM digests")
        }
        events = database.execute("SELECT count(*) FROM events").fetchone()[0]
    slots = [f"{day}-{slot.replace(':', '')}" for day in days_of_the_year() if WEEKDAYS[day.weekday()] in days for slot in at]
    pages = sorted(page.stem for page in tmp_path.glob(f"*/{YEAR}-*.html"))
    assert sorted(made.keys() - {f"{YEAR - 1}-12-31-{slot.replace(':', '')}" for slot in at}) == slots
    # Where nothing was worth the time there is no page, as the configuration has it: every digest is counted all the same.
    assert pages == [name for name in slots if made[name]]
    assert sum(line.startswith(("Your digest for", "Nothing worth your time")) for line in served.out.splitlines()) == len(made)
    assert (len(pages) > 50, events > 50) == (True, True)


def day_by_day(clock: FakeClock, following: datetime | None, web: Loopback, config: Path) -> datetime | None:
    """Let the sources go with the days, and the person say something about the first pick now and then."""
    if following is not None and following.date() != clock.moment.date():
        bring(web, following.date())
        digests = config.with_name("digests")
        if following.day % 5 == 0 and digests.is_dir():
            run("--config", config, "--at", following.isoformat(), ("done", "more", "less")[following.day // 5 % 3], "1")
        if following.day == 1 and digests.is_dir():
            digests.rename(config.with_name(f"read before {following.date()}"))
    return following


def bring(web: Loopback, today: date) -> None:
    """Have the sources hold what they do on this day."""
    web.pages["/often.xml"] = feed("Often", today, every_days=4)
    web.pages["/seldom.xml"] = feed("Seldom", today, every_days=9)
