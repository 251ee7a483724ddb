"""Make and check the links by which a digest's reader tells the reading room what they did: signed, for one purpose, for a time.

A link lies in mailboxes and histories, and may be opened by a machine that looks for bad ones. It says what it is for
(one action with one article of one digest) and until when, and it is no other's: HMAC-SHA256 (RFC 2104) with a key that
never leaves this machine. What it leads to is a question, not the deed: only what is sent from there changes anything.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote, urlencode

from pipeline.model.ids import ArticleId, DigestId
from pipeline.views import ActionName

#: A digest is old news after a month, and so is a link in it.
GOOD_FOR = timedelta(days=30)
#: What is signed begins with it: no other use of the key can ever make the same signature.
_PURPOSE = "gapfeed reading room 1"
#: More than any moment that a date can hold needs: what is longer is nothing of ours.
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What one link is for."""

    action: ActionName
    article: ArticleId
    digest: DigestId


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The reading room, as links to it are made: its address and the key they are signed with."""

    #: With or without a slash at its end.
    url: str
    key: bytes

    def address(self, link: Link, now: datetime) -> str:
        """Return the address of *link*, which is good from *now* on for thirty days."""
        until = int((now + GOOD_FOR).timestamp())
        proof = urlencode({"digest": link.digest, "until": until, "proof": _proof(link, until, self.key)})
        return f"{self.url.rstrip('/')}/items/{quote(link.article, safe='')}/{link.action}?{proof}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoKey:
    """The reading room cannot be led to, because nothing can be signed; the digest shows what to type."""

    #: For people: which file, what is wrong with it, and what to do.
    why: str


def check(link: Link, until: str, proof: str, *, key: bytes, now: datetime) -> Literal["good", "expired", "forged"]:
    """Tell whether the address that claims to be *link*, good *until* then, is one of ours and still good.

    Args:
        link: what the address says that it is for.
        until: as it stands in the address: seconds since 1970 (UTC).
        proof: as it stands in the address.
        key: what ours are signed with.
        now: the moment of the visit.

    """
    # Digits in one way only, or one link could be written in many.
    if not (until.isascii() and until.isdecimal() and len(until) <= _MOST_DIGITS and until == str(int(until))):
        return "forged"
    if not hmac.compare_digest(_proof(link, int(until), key).encode(), proof.encode("utf-8", "replace")):
        return "forged"
    return "good" if now.astimezone(UTC).timestamp() < int(until) else "expired"


def _proof(link: Link, until: int, key: bytes) -> str:
    # JSON, so that no two links can be written the same way.
    signed = json.dumps([_PURPOSE, link.action, link.article, link.digest, until])
    return urlsafe_b64encode(hmac.digest(key, signed.encode(), "sha256")).rstrip(b"=").decode()
