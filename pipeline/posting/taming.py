"""Keep text of others harmless in a post: it calls nobody, opens no channel, hides no link and sets nothing in bold."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from pipeline.markdown import escaped
from pipeline.settings import Network

_WORD_JOINER = "\u2060"
#: What begins a mention or a hashtag, also in the wide form of East Asian keyboards.
_CALLS = re.compile(r"([@＠#＃])(?=\w)")
#: What Discord and Teams read as markup inside a line (support.discord.com, markdown text 101; Adaptive Cards, text features).
_MARKUP = re.compile(r"([\\`*_~\[\]<>|&])")
#: And at the beginning of one: headings, quotations, lists.
_LINE_START = re.compile(r"^([#+=-]|\d+[.)])")
#: Telegram and WhatsApp have no sign that takes the meaning from another: whatever pairs is kept apart from its neighbours.
_PAIRED = re.compile(r"([`*_~|\[\]])")
#: What calls everybody in some chat.
_CALLS_ALL = re.compile(r"(?<=[@＠])(?=(?:everyone|here|channel|all)\b)", re.IGNORECASE)
_CALLS_ALL_IN_ADDRESS = re.compile(r"@(?=(?:everyone|here|channel|all)\b)", re.IGNORECASE)
#: What no address holds unless it is written as %XX (RFC 3986), and what would turn it round.
_ENDS_ADDRESS = re.compile(r"[\s<>\"`\x00-\x20\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff]")
_QUOTED = re.compile(r"^(?=[>-]|\d+\.)")
#: An address in a sentence of the user's own; marks that pair are left to what pairs them.
_ADDRESS = re.compile(r"(https?://[^\s<>`*~|\\\[\]]+)", re.IGNORECASE)
_SLACK_CALLS = re.compile(r"<(?=[!@#])")


def uncalling(text: str) -> str:
    """Return *text* with its @ and # calling nobody and opening no channel.

    >>> uncalling("@everyone") == "@\u2060everyone"
    True
    """
    return _CALLS.sub(rf"\1{_WORD_JOINER}", text)


def escaped_for_slack(text: str) -> str:
    """Escape what Slack reads as markup (docs.slack.dev, formatting message text): <!channel> is words then.

    >>> escaped_for_slack("<!channel> & all")
    '&lt;!channel&gt; &amp; all'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def uncalling_all(text: str) -> str:
    """Return *text* of the user's own with nothing in it that would call everybody at once; single people may be called.

    >>> uncalling_all("@here, and @ada") == "@\u2060here, and @ada"
    True
    """
    return _CALLS_ALL.sub(_WORD_JOINER, text)


def tame_address(url: str) -> str:
    """Return *url* with nothing in it that ends it early, or that calls everybody even from inside an address, as at Discord.

    >>> tame_address("https://a.example/@everyone <b>")
    'https://a.example/%40everyone%20%3Cb%3E'
    """
    return _CALLS_ALL_IN_ADDRESS.sub("%40", _ENDS_ADDRESS.sub(lambda found: quote(found[0], errors="replace"), url))


def _for_slack(text: str) -> str:
    return escaped_for_slack(_for_chats(text))


def _for_cards(text: str) -> str:
    return uncalling(_escaped_for_cards(text))


def _escaped_start(start: re.Match[str]) -> str:
    return f"{start[1][:-1]}\\{start[1][-1]}"


def _for_chats(text: str) -> str:
    return uncalling(_QUOTED.sub(_WORD_JOINER, _PAIRED.sub(rf"\1{_WORD_JOINER}", text)))


def _uncalling_in_slack(text: str) -> str:
    return _SLACK_CALLS.sub(f"<{_WORD_JOINER}", text)


def _for_pasting(text: str) -> str:
    return _uncalling_in_slack(_for_chats(text))


def _for_markdown(text: str) -> str:
    return uncalling(escaped(text))


def _as_it_is(text: str) -> str:
    return text


#: How one line of feed text is made harmless at each network. What is for LinkedIn is pasted, never sent through its interface, whose
#: "little text" would want \ | { } @ [ ] ( ) < > # * _ ~ escaped (learn.microsoft.com/linkedin, little text format): pasted, the
#: backslashes would be seen.
TAME: Mapping[Network, Callable[[str], str]] = {
    "linkedin": uncalling, "x": uncalling, "mastodon": uncalling, "bluesky": uncalling, "facebook": uncalling, "slack": _for_slack,
    "teams": _for_cards, "discord": _for_cards, "telegram": _for_chats, "whatsapp": _for_chats, "email": _as_it_is, "markdown": _for_markdown,
}  # fmt: skip


def _typed(escape: Callable[[str], str]) -> Callable[[str], str]:
    """Return what escapes a line of the user's own but for its addresses, which would lead elsewhere."""
    return lambda text: "".join(piece if place % 2 else escape(piece) for place, piece in enumerate(_ADDRESS.split(text)))


def _escaped_for_cards(text: str) -> str:
    return _LINE_START.sub(_escaped_start, _MARKUP.sub(r"\\\1", text))


#: How one line of the user's own is written so that it reads as it was typed. Where a sign of theirs can set it in bold, it may.
TYPED: Mapping[Network, Callable[[str], str]] = {
    "slack": escaped_for_slack, "teams": _typed(_escaped_for_cards), "discord": _typed(_escaped_for_cards), "markdown": _typed(escaped),
}  # fmt: skip

#: The same for feed text, and for the user's own, in a composer, which reads no markup of an interface: "&amp;" would stay that.
TAME_PASTED: Mapping[Network, Callable[[str], str]] = {"slack": _for_pasting, "teams": uncalling}
TYPED_PASTED: Mapping[Network, Callable[[str], str]] = {"slack": _uncalling_in_slack}
