"""Tell a machine without a network from addresses that do not answer."""

from collections.abc import Iterable

from feeds.model import FailureKind, FetchFailed, FetchOutcome
from feeds.urls import host_of

#: The reason given where this machine has no route.
NO_ROUTE = "this machine has no way to that network"
#: How the reason ends where nobody could be asked for a name, as against being told that there is no such name.
NO_NAME_SERVER = "no name server answers"


def seems_offline(outcomes: Iterable[FetchOutcome]) -> bool:
    """Tell whether it is this machine that has no network: something was asked, and no name was known or no way led there.

    One name that is not known is more likely a slip in it, so it takes two; not so where nobody answers for names, or no way leads out.
    What lies on this machine or was refused before asking says nothing either way.
    """
    telling = [outcome for outcome in outcomes if not _says_nothing_of_the_network(outcome)]
    if not all(
        isinstance(outcome, FetchFailed) and (_no_way_out(outcome) or outcome.kind is FailureKind.UNKNOWN_HOST) for outcome in telling
    ):
        return False
    return any(map(_no_way_out, telling)) or len({host_of(outcome.url) for outcome in telling}) > 1


def _no_way_out(outcome: FetchOutcome) -> bool:
    if not isinstance(outcome, FetchFailed):
        return False
    return outcome.kind is FailureKind.OFFLINE or outcome.reason == NO_ROUTE or outcome.reason.endswith(NO_NAME_SERVER)


def _says_nothing_of_the_network(outcome: FetchOutcome) -> bool:
    if isinstance(outcome, FetchFailed) and outcome.kind in (FailureKind.BAD_ADDRESS, FailureKind.ROBOTS, FailureKind.FORBIDDEN_ADDRESS):
        return True
    return host_of(outcome.url).startswith(("localhost", "127.", "[::1]"))
