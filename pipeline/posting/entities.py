"""Find the addresses, mentions and hashtags of a text as the networks find them: what they find, they count and link differently.

The rules are those of twitter-text 3 (github.com/twitter/twitter-text, Apache 2.0), which Mastodon took over and changed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

from pipeline.posting.suffixes import SUFFIXES


class Span(NamedTuple):
    """A part of a text that a network makes something of: from `start` to before `end`, in code points."""

    start: int
    end: int
    text: str


_ACCENTS = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
_CYRILLIC = "\u0400-\u04ff"
_DIRECTIONS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
#: What a host name is made of: all but punctuation, blanks and what only gives a direction.
_HOST = rf"[^\s!'\"#%&()*+,\\./:;<=>?@\[\]^_{{|}}~$\u2060\ufffe\ufeff\uffff{_DIRECTIONS}-]"
_NOT_BEFORE = r"A-Za-z0-9@＠$#＃\ufffe\ufeff\uffff"
_QUERY = r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]*[a-z0-9_&=#/-])?"
#: No part of a host name is longer (RFC 1035).
_LONGEST_LABEL = 63
_SHORTENED = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})", re.IGNORECASE)
_LONGEST_SHORTENED = 40
_MENTION = re.compile(
    r"(?:(?<![a-zA-Z0-9_!#$%&*@＠])|(?<![a-zA-Z0-9_+~.-][rR][tT])(?<=[rR][tT])|(?<=[rR][tT]:))"
    rf"[@＠]([a-zA-Z0-9_]{{1,20}}+)(?:/[a-zA-Z][a-zA-Z0-9_-]{{0,24}}+)?(?![@＠{_ACCENTS}]|://)"
)
_HASH = re.compile("[#＃](?!\ufe0f|\u20e3)")
_ANY_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
#: As X, Mastodon (@name@server) and Bluesky (@name.example) write them.
_ANY_MENTION = re.compile(r"[@＠]\w[\w@.-]*")
#: What stands in hashtags beside letters, marks and digits (twitter-text, hashtagSpecialChars).
_IN_HASHTAG = frozenset("_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7")


def addresses(text: str) -> list[Span]:
    """Return the addresses that X finds in *text*, also those without "https://".

    >>> [found.text for found in addresses("See example.com/a, and https://example.org/b_(c).")]
    ['example.com/a', 'https://example.org/b_(c)']
    """
    if "." not in text:
        return []
    return [found for match in _x_address().finditer(text) if (found := _address(match))]


def mastodon_addresses(text: str) -> list[Span]:
    """Return the addresses that Mastodon finds in *text*: with "https://" only, their paths in any script."""
    if "://" not in text:
        return []
    return [Span(*match.span(), match[0]) for match in _mastodon_address().finditer(text) if _is_host(match["host"])]


def mentions(text: str) -> list[Span]:
    """Return the people that X finds called in *text*, without those inside addresses.

    >>> [found.text for found in mentions("Thanks @ada, not mail@example.org")]
    ['@ada']
    """
    if "@" not in text and "＠" not in text:
        return []
    return _outside(addresses(text), (Span(*match.span(), match[0]) for match in _MENTION.finditer(text)))


def hashtags(text: str) -> list[Span]:
    """Return the hashtags that X finds in *text*, without those inside addresses.

    >>> [found.text for found in hashtags("#SQL is not #1, nor is C#")]
    ['#SQL']
    """
    found = (_hashtag(text, match.start()) for match in _HASH.finditer(text))
    tags = [tag for tag in found if tag]
    return _outside(addresses(text), tags) if tags else []


def linked(text: str) -> list[Span]:
    """Return what of *text* some network makes a link of, whichever it is: half of it would lead elsewhere.

    >>> [found.text for found in linked("Ask @ada@mathstodon.example of #SQL at https://example.org/شرح.")]
    ['https://example.org/شرح.', '@ada@mathstodon.example', '#SQL']
    """
    whole = [Span(*match.span(), match[0]) for pattern in (_ANY_ADDRESS, _ANY_MENTION) for match in pattern.finditer(text)]
    return [*whole, *_outside(whole, [*addresses(text), *hashtags(text)])]


def _hashtag(text: str, start: int) -> Span | None:
    if start and (_is_of_hashtag(text[start - 1]) or text[start - 1] == "&") and text[start - 1] not in "\ufe0e\ufe0f":
        return None
    end = start + 1
    while end < len(text) and _is_of_hashtag(text[end]):
        end += 1
    letters = any(unicodedata.category(character)[0] in "LM" for character in text[start + 1 : end])
    if not letters or text.startswith(("#", "＃", "://"), end):
        return None
    return Span(start, end, text[start:end])


def _is_of_hashtag(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd" or character in _IN_HASHTAG


def _outside(covered: list[Span], found: Iterable[Span]) -> list[Span]:
    return [one for one in found if not any(one.start < other.end and other.start < one.end for other in covered)]


def _address(match: re.Match[str]) -> Span | None:
    start, end = match.span()
    if not match["scheme"]:
        return Span(start, end, match[0])
    if not _is_host(match["host"]):
        return None
    shortened = _SHORTENED.match(match[0])
    if shortened and len(shortened[1]) > _LONGEST_SHORTENED:
        return None
    return Span(start, start + shortened.end(), shortened[0]) if shortened else Span(start, end, match[0])


def _is_host(host: str) -> bool:
    """Say whether every part of *host* can be written in the domain name system (RFC 5891)."""
    return all(_is_label(label) for label in host.split("."))


def _is_label(label: str) -> bool:
    if label.isascii():
        return len(label) <= _LONGEST_LABEL
    return not label.casefold().startswith("xn--") and len(label.encode("punycode")) + len("xn--") <= _LONGEST_LABEL


@cache
def _x_address() -> re.Pattern[str]:
    # Compiled at the first use: most commands write no posts.
    suffix = _suffix()
    path_character = rf"[a-z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\u2013_~@|&{_ACCENTS}-]"
    path_end = rf"[+a-z{_CYRILLIC}0-9=_#/{_ACCENTS}-]"
    full = rf"(?<![{_NOT_BEFORE}])(?P<scheme>https?://)(?P<host>{_host_name(suffix)})"
    bare = rf"(?<![{_NOT_BEFORE}_./-])(?:[a-z0-9{_ACCENTS}-]{{1,63}}\.)+{suffix}"
    return re.compile(rf"(?:{full}|{bare})(?::[0-9]+)?{_path(path_character, path_end)}{_QUERY}", re.IGNORECASE)


@cache
def _mastodon_address() -> re.Pattern[str]:
    # config/initializers/twitter_regex.rb of Mastodon.
    path_character, path_end = r"[^\s()<>?]", "[^\\s()?!*\"'「」<>;:=,.$%\\[\\]~&|@]"
    return re.compile(
        rf"(?<![{_NOT_BEFORE}])https?://(?P<host>{_host_name(_suffix())})(?::[0-9]+)?{_path(path_character, path_end)}{_QUERY}",
        re.IGNORECASE,
    )


def _host_name(suffix: str) -> str:
    return rf"(?:{_HOST}(?:(?:[_-]|{_HOST})*{_HOST})?\.)*(?:{_HOST}(?:(?:-|{_HOST})*{_HOST})?\.){suffix}"


def _path(character: str, end: str) -> str:
    brackets = rf"\((?:{character}+|{character}*\({character}+\){character}*)\)"
    return rf"(?:/(?:(?:{character}*(?:{brackets}{character}*)*(?:{end}|{brackets}))|@{character}+/)?)?"


def _suffix() -> str:
    grouped = groupby(sorted(SUFFIXES, key=lambda name: (name[0], -len(name))), key=lambda name: name[0])
    names = "|".join(f"{first}(?:{'|'.join(re.escape(name[1:]) for name in group)})" for first, group in grouped)
    return rf"(?:{names}|xn--[0-9a-z-]+)(?=[^0-9a-zA-Z@+-]|$)"


def replaced(text: str, spans: Iterable[Span], instead: str) -> str:
    """Return *text* with each of *spans*, in order and apart, replaced by *instead*."""
    return "".join(_pieces(text, spans, instead))


def _pieces(text: str, spans: Iterable[Span], instead: str) -> Iterator[str]:
    done = 0
    for span in spans:
        yield text[done : span.start]
        yield instead
        done = span.end
    yield text[done:]
