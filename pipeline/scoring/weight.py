"""Say what a gap weighs today, and what the last digests gave to each gap."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.model.digests import Given, Reason
from pipeline.model.ids import DigestId
from pipeline.plain import counted
from pipeline.settings import Gap, SkillId

#: A gap of two levels without a date, which is what the starter file shows, weighs 1.
_ORDINARY_DISTANCE = 2
#: What a skill weighs that is only being kept up: a quarter of an ordinary gap, half of the smallest one.
_KEEP_UP = 0.25
#: Days before a target date from which it presses; from the date itself on, a gap weighs twice.
_PRESSING_DAYS = 180
#: Days after which what was given counts half. Over some days the page follows the weights (a gap that got little yesterday gets more
#: today), and what was given last week hardly counts: with three days, all but a fifth of it falls away within the week.
_GIVEN_HALF_LIFE_DAYS = 3


def weight_of(gap: Gap, today: date) -> Reason:
    """Return what *gap* weighs: its distance in levels, in measures of an ordinary gap, times its urgency, 1 to 2.

    A skill at its target weighs a quarter, whatever its date. A date that is past presses as much as one that has come.
    """
    distance = gap.target - gap.level
    if distance <= 0:
        return Reason(name="gap", value=_KEEP_UP, words=f"level {gap.level} of {gap.target}: only kept up")
    if gap.by is None:
        urgency, when = 1.0, "no date set"
    else:
        days = (gap.by - today).days
        urgency = 1 + min(1.0, max(0.0, 1 - days / _PRESSING_DAYS))
        when = f"{counted(days, 'day')} left" if days >= 0 else f"{counted(-days, 'day')} past its date"
    words = f"level {gap.level} of {gap.target}, {when}"
    return Reason(name="gap", value=round(distance / _ORDINARY_DISTANCE * urgency, 4), words=words)


def given_before(digest: DigestId, day: date, given: Iterable[Given]) -> Mapping[SkillId, float]:
    """Return what digests before *digest*, which is one of *day*, gave to each skill: the qualities of their picks, the older the less.

    Also what the person did not want counts: it had its place on the page.
    """
    sums: defaultdict[SkillId, float] = defaultdict(float)
    for one in given:
        if (one.day, one.digest) < (day, digest):
            sums[one.skill] += one.quality * 0.5 ** ((day - one.day).days / _GIVEN_HALF_LIFE_DAYS)
    return dict(sums)
