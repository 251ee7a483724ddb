"""Say what speaks against sending a post, in words and with what to do about it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote_plus, urlsplit

from feeds.guard import forbidden
from feeds.urls import absolute, tracks
from pipeline.plain import one_line
from pipeline.posting.keys import keys_in, perhaps_keys_in

_LOGIN = re.compile(r"https?://[^/?#]*@", re.IGNORECASE)
#: RFC 6761, 6762, 8375 and what companies and routers use; `.test` and `.invalid` lead nowhere, and so give nothing away.
_INSIDE = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa")
#: RFC 6761, 6.3, and the addresses that every machine has for itself.
_THIS_MACHINE = re.compile(r"(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|::1")
#: Words of a path, or names of parameters, that lead out of a mailing list, and to what is not published yet.
_LEAVING = frozenset(
    "unsubscribe optout opt-out opt_out manage-subscription manage-subscriptions email-preferences subscription-preferences".split()
)
_UNPUBLISHED = frozenset("preview draft drafts preview_id preview_nonce".split())
#: Embeddings, overrides and isolates, with which a text turns round what stands beside it (UAX 9).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CALL = re.compile(r"[@＠]\w")
_SLACK_CALL = re.compile(r"<[!@#]")
#: What calls everybody in some chat, as a person writes it and as Slack does.
_CALL_ALL = re.compile(r"(?<![\w.])[@＠](?:everyone|here|channel|all)\b|<!(?:everyone|here|channel|subteam)\b[^>]*>?", re.IGNORECASE)
#: Links that show other words than their address, as Markdown, Slack and HTML write them.
_HIDDEN_LINK = re.compile(r"\]\(\s*[a-z][a-z+.-]*:|<https?://[^>|\s]*\||<a\s[^>]*href", re.IGNORECASE)
_WRITTEN_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)

#: secret: it gives away what is not the person's to give; doubtful: it may; tracking: it only says where the address was found.
Risk = Literal["secret", "doubtful", "tracking"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something about an address that speaks against giving it to others."""

    risk: Risk
    #: What is wrong, and what to do about it.
    words: str


def address_problems(url: str) -> list[str]:
    """Return what is wrong with *url* as an address to give to others; nothing where all is well.

    >>> address_problems("https://example.org/a?utm_source=feed")
    ['the address tells where you found it (utm_source); take that out']
    """
    return [finding.words for finding in address_findings(url)]


def address_findings(url: str, *, in_text: bool = False) -> tuple[Finding, ...]:
    """Return the same as `address_problems`, each with how grave it is, be it the address of an item or one that stands *in_text*.

    >>> [finding.risk for finding in address_findings("https://me:secret@example.org/")]
    ['secret']
    """
    if _LOGIN.match(url):
        return (Finding(risk="secret", words="the address holds a login; give the public one"),)
    valid = absolute(url, None)
    if valid is None or urlsplit(valid).scheme not in {"http", "https"}:
        return (Finding(risk="secret", words="it has no address that others could open; give one that begins with https://"),)
    return tuple(_findings_in(urlsplit(valid), in_text=in_text))


def written_findings(text: str) -> tuple[Finding, ...]:
    """Return what would leak, or may, of the addresses that stand in *text*, each once.

    One of the reader's own machine may be meant: "then open http://localhost:3000".

    >>> [finding.risk for finding in written_findings("See https://example.org/?token=abc, or http://wiki/a.")]
    ['secret', 'secret']
    """
    found = (finding for url in _WRITTEN_ADDRESS.findall(text) for finding in address_findings(url.rstrip(".,;:!?)"), in_text=True))
    return tuple(dict.fromkeys(finding for finding in found if finding.risk != "tracking"))


def clean(url: str) -> str:
    """Return *url* without the parameters that only tell where it was found; all else stays as it is written.

    >>> clean("https://example.org/a?utm_source=feed&id=7&fbclid=x#part")
    'https://example.org/a?id=7#part'
    """
    head, hash_sign, fragment = url.partition("#")
    address, question_mark, query = head.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _tracks(pair))
    if fragment and all(map(_tracks, fragment.split("&"))):
        hash_sign = fragment = ""
    return f"{address}{question_mark if kept else ''}{kept}{hash_sign}{fragment}"


def _tracks(pair: str) -> bool:
    return tracks(unquote_plus(pair.removeprefix("amp;").partition("=")[0]))


def _findings_in(parts: SplitResult, *, in_text: bool) -> Iterator[Finding]:
    host = parts.hostname or ""
    if in_text and _THIS_MACHINE.fullmatch(host):
        yield Finding(risk="doubtful", words=f"{host} is the machine of whoever opens it; leave it in only where you mean that")
    elif _is_inside(host):
        yield Finding(risk="secret", words=f"{host} can be reached only from inside your own network; give an address that is open to all")
    elif host.endswith(".onion"):
        yield Finding(risk="doubtful", words=f"{host} can be reached only through Tor; give an address that is open to all")
    if keys := keys_in(parts):
        yield Finding(risk="secret", words=f"the address holds what looks like a key of yours ({', '.join(keys)}); give the public one")
    elif perhaps := perhaps_keys_in(parts):
        words = f"the address may hold a key of yours ({', '.join(perhaps)}); give it only if it opens in a private window"
        yield Finding(risk="doubtful", words=words)
    segments = parts.path.lower().rstrip("/").split("/")
    named = {*segments, *(name.lower() for name, _ in parse_qsl(parts.query))}
    if named & _LEAVING:
        risk: Risk = "secret" if parts.query or segments[-1] not in _LEAVING else "doubtful"
        yield Finding(risk=risk, words="the address unsubscribes whoever opens it, perhaps you; give that of the article")
    if named & _UNPUBLISHED:
        yield Finding(risk="doubtful", words="the address leads to a draft or a preview; give the one that is published")
    if tracking := [name for name, _ in parse_qsl(parts.query, keep_blank_values=True) if tracks(name)]:
        yield Finding(risk="tracking", words=f"the address tells where you found it ({', '.join(tracking)}); take that out")


def _is_inside(host: str) -> bool:
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        return forbidden(host) is not None
    return "." not in host or host.endswith(_INSIDE)


def smuggled_problems(texts: Iterable[str]) -> list[str]:
    """Return what *texts* of a feed tried to do at a network; the post has it made harmless.

    >>> smuggled_problems(["Hello @everyone", "fine"])
    ['the feed calls people (@); the post names them without calling them']
    """
    together = "\n".join(texts)
    found = []
    if _CALL.search(together) or _SLACK_CALL.search(together):
        found.append("the feed calls people (@); the post names them without calling them")
    if _HIDDEN_LINK.search(together):
        found.append("the feed hides an address behind other words; the post shows what is written, so read it once")
    if _TURNING.search(together):
        found.append("the feed turns the direction of the text; the post leaves that out")
    return found


def calls_to_all(note: str) -> tuple[str, ...]:
    """Return what in a person's own *note* would call everybody at once, each once.

    >>> calls_to_all("@here, and @ada: <!channel>")
    ('@here', '<!channel>')
    """
    return tuple(dict.fromkeys(_CALL_ALL.findall(note)))


def unseen_in(note: str) -> tuple[str, ...]:
    r"""Return the characters of *note* that nobody sees and no post keeps, each once: what steers direction, joins nothing or is a control.

    >>> unseen_in("a\u202eb\u200bc\n")
    ('U+202E', 'U+200B')
    """
    lost = (character for character in dict.fromkeys(note) if not character.isspace() and not one_line(character))
    return tuple(f"U+{ord(character):04X}" for character in lost)
