"""Tell a machine without a network from addresses that do not answer."""

from collections.abc import Iterable

from feeds.model.answers import FailureKind, FetchFailed, FetchOutcome
from feeds.urls import host_of

#: How the reason ends where no way led to the address of one host.
NO_ROUTE = "this machine has no way to that network"
#: How it ends where nobody could be asked for a name, as against being told that there is no such name.
NO_NAME_SERVER = "no name server answers"
# A router without a line, and a machine without name servers, say of every name at once that there is no such name.
_MANY = 3


def seems_offline(outcomes: Iterable[FetchOutcome]) -> bool:
    """Tell whether it is this machine that has no network: something was asked, and nothing was reached that could have answered.

    Where the machine has no way out at all (`FailureKind.OFFLINE`), that is certain. Where it has one, a single name that nobody answers
    for may be the fault of its own name servers, and a single network without a way to it may be one that we do not speak to (IPv6):
    it takes two. That there is no such name says the opposite, as a name server answered, until it is said of one server after another:
    then it takes three.
    What lies on this machine or was refused before asking says nothing either way.
    """
    telling = [outcome for outcome in outcomes if not _says_nothing_of_the_network(outcome)]
    hosts = {host_of(outcome.url) for outcome in telling}
    if not all(map(_was_not_reached, telling)):
        return len(hosts) >= _MANY and all(_was_not_reached(outcome) or _has_no_name(outcome) for outcome in telling)
    certain = any(isinstance(outcome, FetchFailed) and outcome.kind is FailureKind.OFFLINE for outcome in telling)
    return certain or len(hosts) > 1


def _was_not_reached(outcome: FetchOutcome) -> bool:
    return isinstance(outcome, FetchFailed) and (outcome.kind is FailureKind.OFFLINE or outcome.reason.endswith((NO_ROUTE, NO_NAME_SERVER)))


def _has_no_name(outcome: FetchOutcome) -> bool:
    return isinstance(outcome, FetchFailed) and outcome.kind is FailureKind.UNKNOWN_HOST


def _says_nothing_of_the_network(outcome: FetchOutcome) -> bool:
    if isinstance(outcome, FetchFailed) and outcome.kind in (FailureKind.BAD_ADDRESS, FailureKind.ROBOTS, FailureKind.FORBIDDEN_ADDRESS):
        return True
    return host_of(outcome.url).startswith(("localhost", "127.", "[::1]"))
