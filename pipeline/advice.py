"""Say what a person can do about a source that does not answer, or about what it answers."""

from collections.abc import Mapping

from feeds.model.answers import FailureKind

_FIND_THE_FEED = "Give the site's address instead: `gapfeed sources add SITE` looks for the feed that it has now"
_BY_ITSELF = "There is nothing to do: it is asked again by itself"
_LATER = "Try again later"

#: What to do by the kind of failure: for an address that a person just gave, and for a source that is followed.
_ADVICE: Mapping[FailureKind, tuple[str, str]] = {
    FailureKind.OFFLINE: ("Try again when this machine has a network", _BY_ITSELF),
    FailureKind.UNKNOWN_HOST: (
        "If it is right, the site is gone, or this machine has no network",
        "If that lasts, the site is gone",
    ),
    FailureKind.REFUSED: ("Look for a slip in the address and its port, or try again later", "If that lasts, the site is gone"),
    FailureKind.TIMEOUT: (_LATER, _BY_ITSELF),
    FailureKind.TLS: (
        "Its owner has to see to that; Gapfeed does not go around it",
        "Its owner has to see to that; Gapfeed does not go around it",
    ),
    FailureKind.BAD_ADDRESS: (
        "Look for a slip in the address; one looks like https://example.org/feed.xml",
        "Look for a slip in the address",
    ),
    FailureKind.TOO_LARGE: (_FIND_THE_FEED, _FIND_THE_FEED),
    FailureKind.TOO_MANY_REDIRECTS: (_FIND_THE_FEED, _FIND_THE_FEED),
    FailureKind.RATE_LIMITED: (
        "It wants fewer requests: try again later",
        "There is nothing to do: it is left alone for as long as it asks",
    ),
    FailureKind.GONE: (
        "Its owner took it away: the site may have another feed, which `gapfeed sources add SITE` looks for",
        "It is asked no more. `gapfeed sources add SITE` looks for another feed of the site; with its own address it is asked again",
    ),
    FailureKind.ROBOTS: ("Its owner does not want programs to read it", "Its owner does not want programs to read it"),
    FailureKind.NOT_A_FEED: ("Look on the site for a link called RSS, Atom or feed, and give its address", _FIND_THE_FEED),
    FailureKind.UNREADABLE: ("Its owner has to see to that", "Its owner has to see to that; it is asked again by itself"),
    FailureKind.NETWORK: (_LATER, _BY_ITSELF),
}
_BY_STATUS: Mapping[int | None, tuple[str, str]] = {
    401: ("It wants a password, which Gapfeed has none for", "It wants a password, which Gapfeed has none for"),
    403: (
        "It lets no programs in, or only members: their own address of a feed works, as `{url_env: NAME}` in config.yaml",
        "It lets no programs in, or only members",
    ),
    404: (_FIND_THE_FEED, _FIND_THE_FEED),
}


def what_to_do(kind: str, status: int | None, *, followed: bool) -> str:
    """Return what a person can do about a failure, as a sentence or two without the last full stop; "" where nothing is known to help.

    Args:
        kind: a FailureKind's value, as it is stored; anything else is a poll that went well.
        status: what the server answered, None where it did not or where that is not known.
        followed: whether it is asked again by itself.

    """
    if kind not in set(FailureKind):
        return ""
    failure = FailureKind(kind)
    if failure is FailureKind.FORBIDDEN_ADDRESS:
        return ""  # the guard's own words say it: only they know whether a machine may be the person's own
    if failure is FailureKind.STATUS:
        return _BY_STATUS.get(status, (_LATER, _BY_ITSELF))[followed]
    return _ADVICE[failure][followed]
