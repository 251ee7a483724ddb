"""Hand a post over: the page of its network with the text filled in, and what Bluesky has to be told about the text's links."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from feeds.graphemes import graphemes
from pipeline.posting.entities import hashtags
from pipeline.settings import Network

#: Nothing but blanks ends an address in a post of ours; what stands after it in a sentence is not part of it.
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'»”]", re.IGNORECASE)
#: Where each network takes a post that waits to be sent (developer.x.com, docs.bsky.app, core.telegram.org/widgets/share, RFC 6068).
_PAGES: Mapping[Network, str] = {
    "x": "https://x.com/intent/post?text={text}",
    "mastodon": "https://share.joinmastodon.org/#text={text}",
    "bluesky": "https://bsky.app/intent/compose?text={text}",
    "whatsapp": "https://wa.me/?text={text}",
    "telegram": "https://t.me/share/url?url={url}&text={rest}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "linkedin": "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    "email": "mailto:?subject={subject}&body={body}",
}
#: app.bsky.richtext.facet#tag.
_LONGEST_TAG, _MOST_TAG_BYTES = 64, 640


def open_link(network: Network, *, text: str, url: str, subject: str | None = None) -> str | None:
    """Return the address of the page where *text* waits to be sent; None where the network has none.

    LinkedIn's and Facebook's pages take *url* alone: the text has to be pasted there.

    >>> open_link("whatsapp", text="Look: https://example.org", url="https://example.org")
    'https://wa.me/?text=Look%3A%20https%3A%2F%2Fexample.org'
    """
    page = _PAGES.get(network)
    if page is None:
        return None
    # RFC 6068: lines of a mail end in CR LF.
    parts = {"text": text, "url": url, "rest": _without(text, url), "subject": subject or "", "body": text.replace("\n", "\r\n")}
    return page.format_map({name: quote(part, safe="", errors="replace") for name, part in parts.items()})


def takes_text(network: Network) -> bool:
    """Say whether the page of `open_link` takes the text, not only the address.

    >>> takes_text("facebook"), takes_text("x")
    (False, True)
    """
    return network not in {"facebook", "linkedin"}


def facets(text: str) -> list[dict[str, Any]]:
    """Return the links and hashtags of *text* as Bluesky wants them: places in bytes of UTF-8 (app.bsky.richtext.facet).

    >>> facets("é #SQL")
    [{'index': {'byteStart': 3, 'byteEnd': 7}, 'features': [{'$type': 'app.bsky.richtext.facet#tag', 'tag': 'SQL'}]}]
    """
    links = [(*match.span(), {"$type": "app.bsky.richtext.facet#link", "uri": match[0]}) for match in _ADDRESS.finditer(text)]
    tags = [
        (found.start, found.end, {"$type": "app.bsky.richtext.facet#tag", "tag": found.text[1:]})
        for found in hashtags(text)
        if len(graphemes(found.text[1:])) <= _LONGEST_TAG
        and len(found.text[1:].encode()) <= _MOST_TAG_BYTES
        and not any(start < found.end and found.start < end for start, end, _ in links)
    ]
    return [
        {"index": {"byteStart": _bytes_before(text, start), "byteEnd": _bytes_before(text, end)}, "features": [feature]}
        for start, end, feature in sorted(links + tags, key=lambda one: one[0])
    ]


def _bytes_before(text: str, place: int) -> int:
    return len(text[:place].encode("utf-8", "replace"))


def _without(text: str, url: str) -> str:
    return "\n\n".join(part for part in text.split("\n\n") if part != url)
