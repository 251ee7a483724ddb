"""Say how long each circle has waited to hear from the person."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pipeline.model.circles import Wait
from pipeline.model.shares import SEEN_BY_ALL, Share
from pipeline.settings import Circle

#: How often a circle is taken to want something, where the person does not say: for the order of the list only.
_SOMETIMES = timedelta(days=30)


def waits(circles: Iterable[Circle], shares: Sequence[Share], began: datetime | None, now: datetime) -> tuple[Wait, ...]:
    """Return how long each of *circles* has waited, the one first that has waited longest for how often it wants to hear.

    Args:
        circles: in the order of the configuration, which decides between equals.
        shares: the ledger, newest first.
        began: when the person had their first digest: a circle that never had anything has waited since then. None before.
        now: the moment up to which it has waited.

    """
    made = [_wait(circle, tuple(share for share in shares if _reached(circle, share)), began, now) for circle in circles]
    return tuple(sorted(made, key=_patience))


def _wait(circle: Circle, given: tuple[Share, ...], began: datetime | None, now: datetime) -> Wait:
    since = given[0].at if given else began
    return Wait(circle=circle, given=given, waited=None if since is None else max(timedelta(), now - since))


def _reached(circle: Circle, share: Share) -> bool:
    """Say whether *share* may have reached *circle*."""
    if share.circle is not None:
        return share.circle == circle.name and share.is_perhaps_given
    return share.outcome == "sent" and share.network in SEEN_BY_ALL & {channel.network for channel in circle.via}


def _patience(wait: Wait) -> float:
    """Return how much of its patience is left, in measures of how often it wants to hear; one that never had anything comes first."""
    return -(wait.waited or timedelta()) / (wait.circle.every or _SOMETIMES) if wait.given else float("-inf")
