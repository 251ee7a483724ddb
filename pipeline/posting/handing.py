"""Hand a post over: the page of its network with the text filled in, and what Bluesky has to be told about the text's links."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from feeds.graphemes import graphemes
from pipeline.posting.entities import hashtags
from pipeline.settings import Network

#: Nothing but blanks ends an address in a post of ours; what stands after it in a sentence is not part of it.
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'»”]", re.IGNORECASE)
#: Where each network takes a post that waits to be sent: docs.x.com (x-for-websites, web intent), share.joinmastodon.org,
#: docs.bsky.app (action intent links), faq.whatsapp.com (click to chat), core.telegram.org/widgets/share, developers.facebook.com
#: (share dialog), learn.microsoft.com/linkedin (share plugin), RFC 6068.
_PAGES: Mapping[Network, str] = {
    "x": "https://x.com/intent/tweet?text={text}",
    "mastodon": "https://share.joinmastodon.org/#text={text}",
    "bluesky": "https://bsky.app/intent/compose?text={text}",
    "whatsapp": "https://wa.me/?text={text}",
    "telegram": "https://t.me/share/url?url={url}&text={rest}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "linkedin": "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    "email": "mailto:?subject={subject}&body={body}",
}
#: A longer address of this kind is cut or refused by some: Chrome and Firefox for Windows stop at about 2,000 characters, Outlook at
#: 2,046 (stackoverflow.com/questions/4473959). Other pages are opened by the browser itself, which takes far more.
_LONGEST_MAILTO = 2000
_ADDRESS_ONLY = frozenset[Network](("facebook", "linkedin"))
#: Somebody at Bluesky by the name of their account, which is the name of a host.
_HANDLE = re.compile(r"(?<![\w@])@([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?![\w@])", re.IGNORECASE)
#: app.bsky.richtext.facet#tag.
_LONGEST_TAG, _MOST_TAG_BYTES = 64, 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a network where a post waits to be sent by the user."""

    url: str
    #: Whether the text stands there already; otherwise only the address or the subject, and the text has to be pasted.
    takes_text: bool


def page_for(network: Network, *, text: str, url: str, subject: str | None = None, server: str | None = None) -> Page | None:
    """Return the page of *network* where *text* waits to be sent; None where the network has none.

    LinkedIn's and Facebook's pages take *url* alone, and a letter too long for an address is begun with its subject.

    Args:
        network: where to.
        text: the post.
        url: the address of what it passes on.
        subject: of a letter.
        server: the user's own server at Mastodon, which has such a page itself ("https://mastodon.example").

    """
    if network == "mastodon" and server is not None:
        return Page(url=f"{server.rstrip('/')}/share?text={_quoted(text)}", takes_text=True)
    page = _PAGES.get(network)
    if page is None:
        return None
    # RFC 6068: lines of a mail end in CR LF.
    given = {"text": text, "url": url, "rest": _without(text, url), "subject": subject or "", "body": text.replace("\n", "\r\n")}
    address = page.format_map({name: _quoted(words) for name, words in given.items()})
    if network == "email" and len(address) > _LONGEST_MAILTO:
        return Page(url=f"mailto:?subject={_quoted(subject or '')}", takes_text=False)
    return Page(url=address, takes_text=network not in _ADDRESS_ONLY)


def unlinked_mentions(network: Network, note: str) -> tuple[str, ...]:
    """Return the people whom *note* names and Gapfeed cannot call: Bluesky links an account by its number (DID), not by its name.

    >>> unlinked_mentions("bluesky", "Thanks @ada.example.org!"), unlinked_mentions("x", "Thanks @ada.example.org!")
    (('@ada.example.org',), ())
    """
    return tuple(match[0] for match in _HANDLE.finditer(note)) if network == "bluesky" else ()


def facets(text: str, url: str = "") -> list[dict[str, Any]]:
    """Return the links and hashtags of *text* as Bluesky wants them: places in bytes of UTF-8 (app.bsky.richtext.facet).

    *url* is what the post passes on, as it stands there: its last sign belongs to it even where that is one of a sentence.
    Mentions stay plain words: one needs the number of the account, which only Bluesky knows.

    >>> facets("é #SQL")
    [{'index': {'byteStart': 3, 'byteEnd': 7}, 'features': [{'$type': 'app.bsky.richtext.facet#tag', 'tag': 'SQL'}]}]
    """
    links = [(*match.span(), {"$type": "app.bsky.richtext.facet#link", "uri": match[0]}) for match in _links(url).finditer(text)]
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


def _links(url: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(url)}(?!\S)|{_ADDRESS.pattern}", re.IGNORECASE) if url else _ADDRESS


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _bytes_before(text: str, place: int) -> int:
    return len(text[:place].encode("utf-8", "replace"))


def _without(text: str, url: str) -> str:
    paragraphs = ("\n".join(line for line in paragraph.split("\n") if line != url) for paragraph in text.split("\n\n"))
    return "\n\n".join(filter(None, paragraphs))
