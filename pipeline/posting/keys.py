"""Say which parts of an address open a door for whoever has it: keys by their name, and secrets by their looks.

An address is full of ids that are no secret: dates, slugs, UUIDs and hashes of articles, the eleven characters of a film, the twenty-four
of a channel. What nobody chose and nobody could guess is a secret only where it is longer than those, or where a word beside it says so.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import SplitResult, parse_qsl, unquote

from feeds.urls import tracks

#: Names of parameters whose value is always a key, however short. Each word of the name counts, and the words together: "access_token",
#: "apiKey", "api_key".
_KEYS = frozenset(
    """
    token apikey secret password passwd pwd pw passphrase auth oauth authkey authtoken sig signature hmac nonce jwt sessionid sessid
    credential credentials otp passcode bearer resourcekey rlkey phpsessid jsessionid
    """.split()
)
#: Names whose value is a key as often as it is an ordinary word: "?key=C%20major", "?code=pl".
_PERHAPS_KEYS = frozenset("key code access session sess sid ticket invite invitation hash magic private".split())
#: Words in a path behind or before which an id is one person's own.
_OWN = frozenset(
    """
    private secret token magic magiclink login signin auth invite invitation reset verify confirm activate unsubscribe optout
    unlock session members-only personal
    """.split()
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_BETWEEN_WORDS = re.compile(r"[_.-]")
_MAIL = re.compile(r"[^@\s/]+@[^@\s/]+\.[a-z]{2,}", re.IGNORECASE)
#: What begins a JSON object in base64, as in a JSON Web Token (RFC 7519) or the links of newsletters.
_ENCODED_OBJECT = re.compile(r"eyJ[A-Za-z0-9_-]{16,}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_PIECES = re.compile(r"[A-Za-z0-9]+")
#: Channels at YouTube have ids of 24 letters and digits, songs at Spotify of 22: what is longer is no id that people pass on.
_LONGEST_ID = 24
#: With a word beside it that says so, this is enough: 16 hex digits are the 64 bits that OWASP asks of a session id.
_ENOUGH_BESIDE_A_WORD = 16
#: The number of a page, a year or a day is no key.
_MOST_DIGITS = 5
#: Words change between letters and digits, or capitals and small letters, a few times at most; a secret does at every third character.
_CHANGES = 0.3


def keys_in(parts: SplitResult) -> tuple[str, ...]:
    """Return what in an address surely opens a door or names a person: names of parameters, and pieces of the path shortened.

    >>> from urllib.parse import urlsplit
    >>> keys_in(urlsplit("https://example.org/feed?apiKey=1&id=7"))
    ('apiKey',)
    """
    named = (name for name, value in _parameters(parts) if _is_key(name, value))
    return tuple(dict.fromkeys((*named, *map(_shown, _own_pieces(parts)))))


def perhaps_keys_in(parts: SplitResult) -> tuple[str, ...]:
    """Return what in an address may be a key and may be an ordinary id, as `keys_in` does.

    >>> from urllib.parse import urlsplit
    >>> perhaps_keys_in(urlsplit("https://example.org/chords?key=minor"))
    ('key',)
    """
    named = (name for name, value in _parameters(parts) if _may_be_key(name, value))
    pieces = (piece for piece in _segments(parts) if looks_secret(piece))
    sure = keys_in(parts)
    return tuple(one for one in dict.fromkeys((*named, *map(_shown, pieces))) if one not in sure)


def looks_secret(piece: str) -> bool:
    """Say whether a piece of an address looks like what only one person was given.

    >>> looks_secret("9f3kQ2xVt7LmZ0aPw4RbY8sD5e"), looks_secret("ten-rules-of-2026"), looks_secret("0b0ff4f8-9d0c-4a6e-8f4c-6d1f0a4c2b11")
    (True, False, False)
    """
    return any(len(run) > _LONGEST_ID and not _HEX.fullmatch(run) and _is_random(run) for run in _PIECES.findall(_UUID.sub("", piece)))


def _is_random(run: str) -> bool:
    kinds = [("0" if character.isdigit() else "A" if character.isupper() else "a") for character in run]
    return "0" in kinds and sum(first != second for first, second in pairwise(kinds)) >= _CHANGES * len(run)


def _is_key(name: str, value: str) -> bool:
    if _MAIL.fullmatch(value) or _ENCODED_OBJECT.search(value):
        return True
    words = _words(name)
    if words & _KEYS:
        return True
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value)) and not _UUID.fullmatch(value)
    return bool(words & _PERHAPS_KEYS) and len(value) >= _ENOUGH_BESIDE_A_WORD and mixed and " " not in value


def _may_be_key(name: str, value: str) -> bool:
    if value.isdigit() and len(value) <= _MOST_DIGITS:
        return False
    return bool(value and (_words(name) & _PERHAPS_KEYS or looks_secret(value)))


def _own_pieces(parts: SplitResult) -> Iterator[str]:
    """Yield what stands in the path or behind the # and is one person's own."""
    segments = list(_segments(parts))
    own = any(segment.lower() in _OWN for segment in segments)
    for segment in segments:
        if _ENCODED_OBJECT.search(segment) or (own and _is_long_id(segment)):
            yield segment


def _is_long_id(segment: str) -> bool:
    if _UUID.search(segment):
        return True
    runs = (run for run in _PIECES.findall(segment) if len(run) >= _ENOUGH_BESIDE_A_WORD)
    return any(_is_random(run) or (_HEX.fullmatch(run) and not run.isdigit()) for run in runs)


def _parameters(parts: SplitResult) -> Iterator[tuple[str, str]]:
    """Yield the parameters of the query, of the path (";jsessionid=") and of what stands behind the #, without those that only track."""
    in_path = (segment.partition(";")[2] for segment in parts.path.split("/"))
    for text in (parts.query, *in_path, parts.fragment.rpartition("?")[2]):
        yield from ((name, value) for name, value in parse_qsl(text) if not tracks(name))


def _segments(parts: SplitResult) -> Iterator[str]:
    for text in (parts.path, parts.fragment if "=" not in parts.fragment else ""):
        for segment in text.split("/"):
            yield unquote(segment.partition(";")[0])


def _words(name: str) -> frozenset[str]:
    """Return the words of a parameter's name, and the whole of it without what parts them, in lower case."""
    return frozenset((_BETWEEN_WORDS.sub("", name).lower(), *(word.lower() for word in _WORDS.findall(name))))


def _shown(piece: str) -> str:
    """Return so much of a secret that its owner finds it, and nobody else can use it."""
    return f"{piece[:4]}…"
