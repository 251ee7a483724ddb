"""Read the single values of config.yaml: texts, numbers, choices, languages, addresses, names.

Each function takes whatever YAML held and returns the value, or raises ValueError with a sentence for a person.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from feeds.errors import BadAddress
from feeds.proxy_address import proxy_from
from feeds.urls import checked_address
from pipeline.nearest import did_you_mean, meant

#: ISO 639-1, all of it.
_LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu
    fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn
    ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os
    pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw
    ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)
#: What people write instead: names of languages, and codes of countries.
_MEANT_LANGUAGES = {
    "english": "en", "arabic": "ar", "polish": "pl", "bulgarian": "bg", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "czech": "cs", "ukrainian": "uk", "russian": "ru", "greek": "el", "turkish": "tr", "persian": "fa", "hebrew": "he", "hindi": "hi",
    "japanese": "ja", "chinese": "zh", "cz": "cs", "gr": "el", "jp": "ja", "cn": "zh", "dk": "da", "ua": "uk", "gb": "en", "us": "en", "iw": "he",
    "eng": "en", "ara": "ar", "pol": "pl", "bul": "bg", "deu": "de", "ger": "de", "fra": "fr", "spa": "es",
}  # fmt: skip
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_HIGHEST_PORT = 65_535
#: Long enough for any name, address or phrase a person writes into one line of a config.
_LONGEST_TEXT = 2_000
#: Letters of a value that are repeated in a sentence about it.
_SHOWN = 40


def found(value: object) -> str:
    """Return how to speak of *value* in a sentence: 'sql' in quotes, "the number 7", "a list".

    >>> found(True)
    'true (a yes-or-no value)'
    """
    match value:
        case bool():
            words = f"{str(value).lower()} (a yes-or-no value)"
        case str():
            words = repr(shortened(value))
        case int() | float():
            words = f"the number {value}"
        case date() | datetime():
            words = f"the date {value.isoformat()}"
        case list():
            words = "a list"
        case dict():
            words = "a group of keys"
        case _:
            words = "nothing"
    return words


def shortened(text: str) -> str:
    """Return as much of *text* as a line bears."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def text(value: object) -> str:
    """Return one line of text that is not empty."""
    if not isinstance(value, str):
        hint = "; put it in quotes to make it text" if isinstance(value, bool | int | float | date) else ""
        message = f"expected text, found {found(value)}{hint}"
        raise ValueError(message)  # noqa: TRY004 - what pydantic makes a mistake of
    try:  # JSON writes an emoji as two halves, and YAML keeps them apart; a half alone is no text
        cleaned = value.strip().encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        message = "expected text, found half a character"
        raise ValueError(message) from None
    if not cleaned:
        message = "expected text, found an empty one"
        raise ValueError(message)
    has_controls = any(unicodedata.category(letter) == "Cc" or letter in "\ufffe\uffff" for letter in cleaned)
    if len(cleaned) > _LONGEST_TEXT or len(cleaned.splitlines()) > 1 or has_controls:
        message = "expected one line of text without control characters, of at most 2000 letters"
        raise ValueError(message)
    return cleaned


def whole(value: object, lowest: int, highest: int) -> int:
    """Return a whole number within its bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        message = f"expected a whole number from {lowest} to {highest}, found {found(value)}"
        raise ValueError(message)
    return value


def flag(value: object) -> bool:
    """Return true or false; YAML 1.2 takes yes, no, on and off for words."""
    if isinstance(value, bool):
        return value
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(str(value).lower())
    message = f"expected true or false, found {found(value)}" + (f"; to YAML that is a word: write {meant}" if meant else "")
    raise ValueError(message)


def choice(value: object, choices: Sequence[str]) -> str:
    """Return one of the *choices*."""
    if isinstance(value, str) and value.strip().lower() in choices:
        return value.strip().lower()
    suggestion = did_you_mean(value, choices) if isinstance(value, str) else ""
    message = f"expected {', '.join(choices[:-1])} or {choices[-1]}, found {found(value)}{suggestion}"
    raise ValueError(message)


def language(value: object) -> str:
    """Return a language's two-letter code."""
    code = value.strip().lower() if isinstance(value, str) else ""
    if code in _LANGUAGES:
        return code
    short = _MEANT_LANGUAGES.get(code) or re.split(r"[-_]", code)[0]
    suggestion = meant(short if short in _LANGUAGES and short != code else None) or "; ISO 639-1 lists them all"
    message = f"expected a two-letter code of a language, such as en, ar, pl or bg, found {found(value)}{suggestion}"
    raise ValueError(message)


def address(value: object) -> str:
    """Return an http(s) address; one that holds a password is refused and never repeated."""
    url = text(value)
    if "@" in re.split(r"[/?#]", url.partition("://")[2] or url)[0]:
        message = (
            "the address holds a password; keep it out of this file: put the address into an environment variable and write url_env: NAME"
        )
        raise ValueError(message)
    try:
        return checked_address(url)
    except BadAddress as error:
        message = f"expected an address that begins with https:// or http://, found {found(value)}: {error.why}"
        raise ValueError(message) from error


def proxy(value: object) -> str:
    """Return the http:// address of a proxy; one that holds a password is refused and never repeated."""
    url = text(value)
    if "@" in url:
        message = (
            "the address holds a password; keep it out of this file: put the address into an environment variable and write proxy_env: NAME"
        )
        raise ValueError(message)
    try:
        proxy_from(url)
    except BadAddress:
        message = f"expected the address of a proxy, like http://proxy.example.org:3128, found {found(value)}"
        raise ValueError(message) from None
    return url


def email(value: object) -> str:
    """Return a mail address."""
    if not isinstance(value, str) or not _EMAIL.fullmatch(value.strip()):
        message = f"expected a mail address like ola@example.org, found {found(value)}"
        raise ValueError(message)
    return value.strip()


def environment_name(value: object) -> str:
    """Return the name of an environment variable; what does not look like one may be a secret and is not repeated."""
    if not isinstance(value, str) or not _ENVIRONMENT_NAME.fullmatch(value.strip()):
        message = "expected the name of an environment variable, like GAPFEED_TOKEN; the secret itself does not belong in this file"
        raise ValueError(message)
    return value.strip()


def host_and_port(value: object) -> str:
    """Return a machine of the person's own, written as host:port."""
    host, _, port = value.strip().rpartition(":") if isinstance(value, str) else ("", "", "")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) <= _HIGHEST_PORT or any(one in host for one in "/ *"):
        message = f'expected a machine and its port, like "127.0.0.1:8910", found {found(value)}'
        raise ValueError(message)
    return f"{host.lower()}:{int(port)}"


def skill_id(value: object) -> str:
    """Return a skill's id: small letters, digits and hyphens."""
    name = text(value)
    if not re.fullmatch(r"[^\W_]+(-[^\W_]+)*", name):
        id_of_it = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
        message = f"expected a skill's id of letters, digits and hyphens, found {found(name)}{meant(id_of_it)}"
        raise ValueError(message)
    return name.lower()
