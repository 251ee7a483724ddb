"""Make plain text of whatever comes from outside: the only home of nh3.

Nothing from outside is ever shown as HTML: it becomes text here, and templates escape text (`pipeline/edges/render.py`). Whoever wants
to show markup of a feed one day needs an allow-list by nh3, in this file, and no other way to `Markup`.
"""

import html as entities
import re
import unicodedata
from typing import Literal

import nh3

from feeds.blocks import BLOCK_TAGS, lines_of, without_false_headings
from feeds.graphemes import cut

# Dropped with everything in them: code, and texts that are not the article's own.
_NO_TEXT = {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "select", "textarea", "head", "title"}
# html5ever, as a browser would: what remains are bare tags, and text with nothing but &amp; &lt; &gt; and &nbsp; escaped.
_BARE = nh3.Cleaner(tags=set(BLOCK_TAGS), clean_content_tags=_NO_TEXT, attributes={}, link_rel=None, strip_comments=True)

# Never wanted: controls but tab and newline, soft hyphen, bidi embeddings, overrides and isolates, byte order mark, invisible
# operators, interlinear marks, noncharacters, tag characters, and every invisible one that has no meaning inside a word.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ufdd0-\ufdef"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARKS_OF_DIRECTION = frozenset("\u061c\u200e\u200f")
_VARIATION_SELECTORS = frozenset(chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MAYBE_UNWANTED = re.compile("[\u061c\u200c-\u200f\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_SCRIPTS_WITHOUT_JOINERS = ("LATIN", "GREEK", "CYRILLIC", "DIGIT", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")

_KNOWN_TAG = (
    r"(?:a|abbr|acronym|b|bdi|bdo|big|blockquote|br|cite|code|del|dfn|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|"
    r"script|small|span|strike|strong|style|sub|sup|svg|tt|u|ul|var|wbr)"
)
_TITLE_TAG = re.compile(rf"</?{_KNOWN_TAG}(?=[\s/>])[^<>]*>", re.IGNORECASE)
# In a title that does not say whether it is HTML: an end tag, an empty element, or an attribute gives it away.
_SIGN_OF_MARKUP = re.compile(rf"</{_KNOWN_TAG}\s*>|<(?:br|hr|img|wbr)\b[^<>]*>|<{_KNOWN_TAG}\s+[a-z-]+\s*=[^<>]*>", re.IGNORECASE)
_CODE_IN_TITLE = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_HTML_TAG = re.compile(r"</?[a-zA-Z!]")


def clean_text(text: str) -> str:
    """Return text without characters that hide, reorder or break it; newlines stay, runs of blank lines become one.

    Kept: letters of every script, combining marks, emoji sequences, ZWNJ and ZWJ where a script joins letters with them,
    and marks of direction beside right-to-left letters. See Unicode TR 36 and "Trojan Source" (CVE-2021-42574) for the rest.
    """
    lines = [_tidy_spaces(line) for line in _visible(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def clean_line(text: str, most: int = 500) -> str:
    r"""Return text on one line for a title, name or tag: like `clean_text`, whitespace folded, at most `most` graphemes.

    >>> clean_line("report\u202efdp.exe \n")
    'reportfdp.exe'
    """
    return cut(" ".join(_visible(text).split()), most)


def plain_title(text: str, *, markup: Literal["html", "text", "unknown"] = "unknown", most: int = 500) -> str:
    """Return a title as one line of plain text: known HTML tags dropped, entities resolved once.

    `markup` is what the format says: Atom types and JSON Feed say it, RSS says nothing (RSS 2.0 at Harvard Law,
    "Elements of <item>"). Without a sign of real markup, angle brackets are kept: titles are about code, too.

    >>> plain_title("When NULL &lt;&gt; NULL"), plain_title("Tips for <b>SQL</b>"), plain_title("The <b> tag")
    ('When NULL <> NULL', 'Tips for SQL', 'The <b> tag')
    """
    if "<" in text and (markup == "html" or (markup == "unknown" and _SIGN_OF_MARKUP.search(text))):
        text = _TITLE_TAG.sub("", _CODE_IN_TITLE.sub(" ", re.sub(r"<br\b[^<>]*>", " ", text, flags=re.IGNORECASE)))
    return clean_line(entities.unescape(text) if "&" in text else text, most)


def looks_like_markup(text: str) -> bool:
    """Say whether text that calls itself plain is HTML after all."""
    return "<" in text and _SIGN_OF_MARKUP.search(text) is not None


def plain_text(html: str) -> str:
    r"""Return the text of an HTML fragment.

    Paragraphs are separated by blank lines, headings are lines begun by "# ", list items lines begun by "- ",
    lines of code and preformatted text stay lines. Entities are resolved once. Text without any tag keeps its lines.

    >>> plain_text("<h2>Why</h2><p>Fish &amp;amp; chips</p><ul><li>one</li><li>two</li></ul>")
    '# Why\n\nFish &amp; chips\n\n- one\n- two'
    """
    if not _HTML_TAG.search(html):
        return clean_text(without_false_headings(entities.unescape(html)))
    return lines_of(_visible(_BARE.clean(html)))


def _visible(text: str) -> str:
    r"""Return the text with "\n" as its only line end, and without what nobody is to see."""
    # Most texts have nothing but printable characters and blanks, which Python finds out many times faster than any expression.
    if _is_plain(text):
        return text.removesuffix("\n")
    lines = text.splitlines()
    text = "\n".join(lines)
    if all(line.isprintable() or "".join(line.split()).isprintable() for line in lines) and (text.isascii() or not _SELECTOR.search(text)):
        return text
    text = _UNWANTED.sub("", text)
    right_to_left = _RIGHT_TO_LEFT.search(text) is not None

    def with_meaning(found: re.Match[str]) -> str:
        kept = text[found.start() - 1] if found.start() else " "
        for character in found[0]:
            if _has_meaning(character, kept[-1], right_to_left=right_to_left):
                kept += character
        return kept[1:]

    return _MAYBE_UNWANTED.sub(with_meaning, text)


def _is_plain(text: str) -> bool:
    r"""Say whether there is nothing in a text but characters to be seen and the usual blanks, and "\n" for its line ends."""
    if not (text.isprintable() or text.replace("\n", " ").replace("\t", " ").replace("\xa0", " ").isprintable()):
        return False
    # What variation selectors begin with in UTF-8, which takes a tenth of the time of looking for a range of characters.
    return text.isascii() or ((data := text.encode()).find(b"\xef\xb8") < 0 and data.find(b"\xf3\xa0") < 0)


def _has_meaning(character: str, before: str, *, right_to_left: bool) -> bool:
    if character in _MARKS_OF_DIRECTION:
        return right_to_left and before not in _MARKS_OF_DIRECTION
    if before.isspace() or before in "\u200c\u200d" or before in _MARKS_OF_DIRECTION:
        return False
    if character in "\u200c\u200d":
        # Emoji, and scripts whose letters join: a joiner after a Latin letter hides something.
        return not before.isascii() and not unicodedata.name(before, "").startswith(_SCRIPTS_WITHOUT_JOINERS)
    return before not in _VARIATION_SELECTORS


def _tidy_spaces(line: str) -> str:
    body = " ".join(line.split())
    if not body or not line[0].isspace():
        return body
    # Leading blanks are the shape of code.
    return line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4)[:40] + body
