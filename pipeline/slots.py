"""When a digest is due: slots of a local day, and the windows that a day has.

A slot is a wall-clock time of a local date in the learner's zone. On the day the clock is set forward a time that does
not exist is taken as the same distance after the gap; on the day it is set back, the first of the two (PEP 495, fold=0).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pipeline.model.ids import DigestId
from pipeline.settings import LearnerId, Settings, Window

#: Days searched for a slot in either direction: any weekly rhythm repeats within it.
_DAYS_TO_LOOK = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time of one local day at which a digest is made."""

    day: date
    at: time
    #: The same moment in UTC.
    moment: datetime

    @property
    def name(self) -> str:
        """The local time as text: "07:00"."""
        return self.at.strftime("%H:%M")

    def digest_id(self, learner: LearnerId) -> DigestId:
        """Return the one identity a digest of this slot can have."""
        return DigestId(f"{learner}/{self.day.isoformat()}/{self.name}")


def slots_of(day: date, settings: Settings) -> tuple[Slot, ...]:
    """Return the slots that the configuration gives *day*, in order; none on a day off, nor on one without a window: nothing would fit."""
    if day.weekday() not in settings.digest.days or not windows_on(day, settings):
        return ()
    return _slots(day, settings)


def latest_slots(settings: Settings, now: datetime) -> tuple[Slot, ...]:
    """Return the last slot at or before *now*; none where no day has one.

    There are two where the clock is set forward and one of them, whose time does not exist, comes together with the other.
    """
    today = now.astimezone(settings.learner.timezone).date()
    days = (today - timedelta(days=back) for back in reversed(range(_DAYS_TO_LOOK)))
    come = [slot for day in days for slot in slots_of(day, settings) if slot.moment <= now]
    last = max((slot.moment for slot in come), default=now)
    return tuple(slot for slot in come if slot.moment == last)


def next_slot(settings: Settings, after: datetime) -> Slot | None:
    """Return the first slot later than *after*; None where no day has one."""
    today = after.astimezone(settings.learner.timezone).date()
    days = (today + timedelta(days=ahead) for ahead in range(-1, _DAYS_TO_LOOK))
    return next((slot for day in days for slot in slots_of(day, settings) if slot.moment > after), None)


def slot_for(settings: Settings, now: datetime, day: date | None = None) -> Slot:
    """Return the slot to publish for when somebody asks now, whatever the hour.

    That is the last slot of the day that has come, else the first that will; days off count too when asked for.
    """
    today = now.astimezone(settings.learner.timezone).date()
    chosen = day or today
    slots = _slots(chosen, settings)
    return next((slot for slot in reversed(slots) if slot.moment <= now), slots[0])


def windows_on(day: date, settings: Settings) -> tuple[Window, ...]:
    """Return the windows that *day* has, in the order of the configuration."""
    return tuple(window for window in settings.windows if day.weekday() in window.days)


def windows_for(day: date, settings: Settings) -> tuple[Window, ...]:
    """Return the windows that a digest of *day* is planned for: those of the day, else of the next one that has any.

    Only a digest that somebody asked for, or the first of all, is made on a day without windows.
    """
    days = (day + timedelta(days=ahead) for ahead in range(_DAYS_TO_LOOK))
    return next((windows for one in days if (windows := windows_on(one, settings))), ())


def moment_of(day: date, at: time, settings: Settings) -> datetime:
    """Return when it is *at* on *day* where the learner is, in UTC."""
    return datetime.combine(day, at, tzinfo=settings.learner.timezone).astimezone(UTC)


def _slots(day: date, settings: Settings) -> tuple[Slot, ...]:
    """Return the slots of *day*, by the moments they come to: a time that does not exist may come after a later one."""
    return tuple(sorted((_slot(day, at, settings) for at in settings.digest.at), key=lambda slot: (slot.moment, slot.at)))


def _slot(day: date, at: time, settings: Settings) -> Slot:
    return Slot(day=day, at=at, moment=moment_of(day, at, settings))
