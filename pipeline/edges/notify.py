"""Send a short message to a chat or a phone through Apprise, which knows some 170 services: its home.

Apprise is an extra (`pip install gapfeed[apprise]`), and its connections are its own: neither the address guard nor the
limits of the fetch family apply to them.
"""

import logging
import re
from importlib.util import find_spec

from pipeline.model.digests import Attempt

MISSING = "Apprise is missing: install Gapfeed with it, as gapfeed[apprise]"
#: What a service that answered is logged with.
_CODE = re.compile(r"\berror=(\d{3})\b")
#: How requests and urllib3 call a connection that never came to be, so that nothing was sent.
_NEVER_CONNECTED = re.compile(r"NewConnectionError|ConnectTimeoutError|NameResolutionError|SSLCertVerificationError")
#: Answers that ask for another try later: too many at once, or a fault of the service.
_TOO_MANY, _FIRST_FAULT = 429, 500
#: The longest that a message may take, in seconds; each of Apprise's requests has shorter limits of its own.
_TIMEOUT_SECONDS = 60
_PARAGRAPH, _CUT = "\n\n", "…"


def is_installed() -> bool:
    """Tell whether Apprise is there; it is not loaded for that."""
    return find_spec("apprise") is not None


def notify(address: str, *, to: str, title: str, body: str) -> Attempt:
    """Send *title* and *body*, plain text, to the service at *address* and say what became of it; raises nothing.

    Args:
        address: an Apprise URL, with whatever secrets it holds; it occurs in no receipt.
        to: how the receipt names the service.
        title: one line.
        body: paragraphs parted by empty lines; of those at its end that the service has no room for, a "…" is left.

    """
    if not is_installed():
        return Attempt(to=to, outcome="failed", detail=MISSING, retry=True)
    from apprise import Apprise, AppriseAsset, NotifyFormat

    # What it logs is read below and goes nowhere else: it may hold the address.
    log = logging.getLogger("apprise")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    chat = Apprise(asset=AppriseAsset(app_id="Gapfeed", secure_logging=True))
    if not chat.add(address) or len(chat) != 1:
        return Attempt(to=to, outcome="failed", detail="it does not hold one address that Apprise knows")
    result = chat.notify(
        title=title, body=_fitting(body, chat[0].body_maxlen - len(title) - len(_PARAGRAPH)), body_format=NotifyFormat.TEXT,
        timeout=_TIMEOUT_SECONDS, log_level=logging.DEBUG,
    )  # fmt: skip
    return Attempt(to=to, outcome="sent") if result else _what_went_wrong(to, " ".join(entry.message for entry in result.logs()))


def _fitting(body: str, most: int) -> str:
    """Return as many paragraphs of *body* as have room in *most* characters: a message that is split may arrive in part."""
    if len(body) <= most:
        return body
    paragraphs, end = body.split(_PARAGRAPH), f"{_PARAGRAPH}{_CUT}"
    while paragraphs and len(_PARAGRAPH.join(paragraphs) + end) > most:
        paragraphs.pop()
    return _PARAGRAPH.join(paragraphs) + end if paragraphs else _CUT


def _what_went_wrong(to: str, log: str) -> Attempt:
    """Tell a refusal from a doubt by what Apprise logged, which is not shown: it may hold the address."""
    answered = _CODE.search(log)
    if answered:
        code = int(answered[1])
        detail = f"the service refused it with error {code}"
        return Attempt(to=to, outcome="failed", detail=detail, retry=code == _TOO_MANY or code >= _FIRST_FAULT)
    if _NEVER_CONNECTED.search(log):
        return Attempt(to=to, outcome="failed", detail="the service could not be reached", retry=True)
    return Attempt(to=to, outcome="unknown", detail="the service gave no answer that Apprise understood, so it may or may not have it")
