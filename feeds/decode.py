"""Turn the bytes of a feed, page or transcript into text, whatever encoding they say or fail to say."""

import codecs
import re
from typing import Literal

from feeds.detect import likely_codec

Markup = Literal["xml", "html", "text"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    # No mark, but the document begins with "<" (XML 1.0, appendix F).
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)

# What a label means on the web (WHATWG Encoding, section 4.2), where Python's codec of that name is narrower.
_WEB_MEANING = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_WEB_NAMES = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "windows-949": "cp949",
    "x-gbk": "gb18030",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "unicode-1-1-utf-8": "utf-8",
}
_SEVERAL_BYTES = frozenset({"gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "iso2022_jp", "euc_jis_2004"})
# Codecs that Python calls text encodings, but that no document is written in.
_NO_DOCUMENT = re.compile(r"utf-?7|idna|punycode|unicode.?escape|undefined|mbcs|oem|unicode.?internal|utf-?8-sig")

_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)

# A byte that is wrong in its encoding is read as windows-1252: mostly a curly quote pasted from elsewhere.
_AS_WINDOWS_1252 = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_WRONG_BYTE = re.compile("[\udc80-\udcff]")
_WRONG_BYTES = "".join(map(chr, range(0xDC80, 0xDD00)))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def decode(body: bytes, content_type: str = "", *, markup: Markup) -> str:
    """Return the text of a body; never raises.

    `content_type` is the HTTP header as sent. In this order: byte order mark, the header's charset, the XML
    declaration or the HTML meta element (RFC 7303, section 3; WHATWG HTML, section 13.2.3). Bytes that are valid
    UTF-8 are UTF-8 whatever a one-byte label says, and a label that the bytes contradict is not believed: then
    the letters decide (`feeds.detect`). NUL is removed; no codec here makes lone surrogates.

    >>> decode("Łódź".encode("iso-8859-2"), "text/xml; charset=iso-8859-2", markup="xml")
    'Łódź'
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return _tidied(_lenient(body, codec))
    labels = _labels(body, content_type, markup)
    return _tidied(_by_label(body, labels))


def _by_label(body: bytes, labels: list[str]) -> str:
    first = labels[0] if labels else "utf-8"
    if first in _SEVERAL_BYTES or (first.startswith(("utf-16", "utf-32")) and b"\x00" in body):
        text = _strict(body, first)
        if text is not None:
            return text
    text = _strict(body, "utf-8")
    if text is not None:
        # ISO-2022-JP is ASCII with escape sequences.
        return (_strict(body, "iso2022_jp") or text) if b"\x1b$" in body else text
    for label in labels:
        text = None if label.startswith(("utf-", "ascii")) else _strict(body, label)
        if text is not None:
            return text
    mostly_utf_8 = _mostly_utf_8(body)
    if mostly_utf_8 is not None:
        return mostly_utf_8
    return _lenient(body, likely_codec(body) or "cp1252")


def _labels(body: bytes, content_type: str, markup: Markup) -> list[str]:
    """Return the codecs that header and document name, the most believable first."""
    from_header = _HTTP_CHARSET.search(content_type)
    from_xml = _XML_ENCODING.search(body[:1024]) if markup != "text" else None
    # The specification says 1,024 bytes; real pages put long scripts before their meta elements.
    from_meta = _META_CHARSET.search(body[:8192]) if markup == "html" else None
    header = _codec(from_header[1]) if from_header else None
    inside = [codec for found in (from_xml, from_meta) if found and (codec := _codec(found[1].decode("ascii")))]
    if header is None:
        return inside
    # Servers add "charset=iso-8859-1" by default to documents that they know nothing about.
    return [*inside, header] if header in ("cp1252", "ascii") else [header, *inside]


def _codec(label: str) -> str | None:
    """Return the name of the codec that a label means, None where there is no such text encoding."""
    label = label.strip().lower()
    try:
        found = codecs.lookup(_WEB_NAMES.get(label, label))
        "".encode(found.name)
    except (LookupError, ValueError, TypeError, UnicodeError):
        return None
    if _NO_DOCUMENT.search(found.name):
        return None
    # An ASCII label on a body that is not ASCII says nothing.
    return "ascii" if found.name == "ascii" else _WEB_MEANING.get(found.name, found.name)


def _strict(body: bytes, codec: str) -> str | None:
    try:
        # windows-125x leave a few bytes undefined, which browsers read as controls: no reason to disbelieve the label.
        if codec.startswith("cp125"):
            return _lenient(body, codec)
        return body.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _lenient(body: bytes, codec: str) -> str:
    if codec.startswith(("utf-16", "utf-32")):
        return body.decode(codec, "replace")
    try:
        # Most have no wrong byte, and a step over each of their characters takes fifty times as long as this.
        return body.decode(codec)
    except UnicodeError:
        return body.decode(codec, "surrogateescape").translate(_AS_WINDOWS_1252)


def _mostly_utf_8(body: bytes) -> str | None:
    """Return the text of UTF-8 with a few wrong bytes, or cut inside its last character; None for anything else."""
    text = body.decode("utf-8", "surrogateescape")
    cut = text.rstrip(_WRONG_BYTES)
    wrong = len(_WRONG_BYTE.findall(cut))
    beyond_ascii = len(_BEYOND_ASCII.findall(cut)) - wrong
    # Below four right characters for each wrong byte it is more likely another encoding that looks like UTF-8 here and there.
    if wrong == 0 and beyond_ascii and len(text) - len(cut) < 4:
        return cut
    return text.translate(_AS_WINDOWS_1252) if wrong * 5 <= beyond_ascii else None


def _tidied(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\x00", "")
