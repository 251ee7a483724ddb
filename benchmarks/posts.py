"""Print how right posts are: counted and linked as X does, and unharmed by hostile text at every network.

Run it as ``python benchmarks/posts.py --data ../shared/data``; name figures (weights, entities, naughty, payloads) to see only those.
"""

import argparse
import html
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from markdown_it import MarkdownIt
from ruamel.yaml import YAML

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from feeds.graphemes import cut
from pipeline.model.posts import Post, Sharing
from pipeline.plain import one_line
from pipeline.posting.counting import MEASURES, weighted_length
from pipeline.posting.entities import addresses, hashtags, mentions
from pipeline.posting.handing import facets, page_for
from pipeline.settings import Network
from pipeline.stages.post import NETWORKS, post_for, thread_for

URL = "https://example.org/articles/a-guide"
_PLAIN = Sharing(
    url=URL, title="A guide", source="Data Weekly", author="Ola", teaches="It ranks rows.", skills=("SQL",), note="Read it.", question="And you?"
)  # fmt: skip
#: Where a hostile text may stand.
FIELDS = ("title", "source", "author", "teaches", "note", "skills")
#: What is there to keep a call or a direction from working, and is not seen.
_UNSEEN = re.compile("[\u2060\u200e\u200f]")
#: How much of a text has to come back (graphemes, and the characters that they may have at most): what is longer may be cut.
_SURE_TO_STAY, _MOST_CHARACTERS = 10, 20
_CALL = re.compile(r"[@＠#＃]\w")
_CALL_ALL = re.compile(r"[@＠](?:everyone|here|channel|all)\b", re.IGNORECASE)
#: How Slack and Discord write calls.
_BRACKETED, _CALL_IN_BRACKETS = {"slack", "discord"}, re.compile(r"(?<!\\)<[!@#]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SLACK_LINK = re.compile(r"<([^|>]*)(?:\|([^>]*))?>")

Problem = str


def weights(data: Path) -> tuple[int, int]:
    """Return how many characters X weighs as its published configuration says, and how many were asked."""
    rules = json.loads((data / "social" / "v3.json").read_text(encoding="utf-8"))
    right = asked = 0
    for code in range(0x20, 0x30000):
        text = unicodedata.normalize("NFC", chr(code))
        # Letters between which no address, and no emoji of several parts, can come to be.
        if unicodedata.category(chr(code)) in {"Cs", "Cn"}:
            continue
        expected = sum(_weight(ord(character), rules) for character in text) // rules["scale"]
        asked += 1
        right += weighted_length(chr(code)) == expected
    return right, asked


def _weight(code: int, rules: dict[str, object]) -> int:
    ranges: list[dict[str, int]] = rules["ranges"]  # type: ignore[assignment]
    return next((one["weight"] for one in ranges if one["start"] <= code <= one["end"]), rules["defaultWeight"])  # type: ignore[return-value]


def entities(data: Path) -> dict[str, tuple[int, int]]:
    """Return by kind in how many of X's own cases exactly what X finds is found, and how many there are."""
    groups = YAML(typ="safe").load((data / "social" / "extract.yml").read_text(encoding="utf-8"))["tests"]
    kinds: dict[str, tuple[Callable[[str], list[object]], str]] = {
        "urls": (addresses, "url"), "urls_with_directional_markers": (addresses, "url"), "tco_urls_with_params": (addresses, "url"),  # type: ignore[dict-item]
        "urls_with_indices": (addresses, "url"), "hashtags": (hashtags, "hashtag"), "hashtags_from_astral": (hashtags, "hashtag"),  # type: ignore[dict-item]
        "hashtags_with_indices": (hashtags, "hashtag"), "mentions": (mentions, "screen_name"), "mentions_with_indices": (mentions, "screen_name"),  # type: ignore[dict-item]
    }  # fmt: skip
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for group, (find, key) in kinds.items():
        for case in groups[group]:
            found = find(case["text"])
            asked[key] += 1
            right[key] += _as_expected(found, key) == [_named(one, key) for one in case["expected"]]
    return {key: (right[key], asked[key]) for key in asked}


def _as_expected(found: list[object], key: str) -> list[str]:
    return [one.text[key != "url" :] for one in found]  # type: ignore[attr-defined]


def _named(expected: object, key: str) -> str:
    return str(expected[key]) if isinstance(expected, dict) else str(expected)


def faults(text: str, network: Network, *, fields: Iterable[str] = FIELDS, pasted: bool = False) -> list[Problem]:
    """Return what is wrong with the post at *network* of an item that has *text* in *fields*."""
    changes: dict[str, Any] = {field: (text,) if field == "skills" else text for field in fields}
    sharing = replace(_PLAIN, **changes)
    post = post_for(sharing, network, pasted=pasted)
    found = [fault for one in (post, *thread_for(sharing, network, pasted=pasted)) for fault in _common_faults(one)]
    if URL not in post.text:
        found.append("the address is not whole")
    if set(fields) != {"note"} and network != "email" and _CALL.search(_without_own(post, sharing)):
        found.append("somebody is called")
    seen = _seen(post, pasted=pasted)
    if isinstance(seen, Problem):
        return [*found, seen]
    return found + [f"{field} does not come back" for field in fields if field != "skills" and not _comes_back(text, field, seen[0])]


def _common_faults(post: Post) -> Iterator[Problem]:
    if not post.fits or not MEASURES[post.network].fits(post.text):
        yield "over the limit"
    # A letter calls nobody but those whom it is addressed to.
    if (post.network != "email" and _CALL_ALL.search(post.text)) or (post.network in _BRACKETED and _CALL_IN_BRACKETS.search(post.text)):
        yield "everybody is called"
    if _TURNING.search(post.text) or any(unicodedata.category(one) in {"Cs", "Cc"} and one != "\n" for one in post.text):
        yield "invalid Unicode, or a turned direction"
    if json.loads(json.dumps({"text": post.text}))["text"] != post.text:
        yield "broken in JSON"
    page = page_for(post.network, text=post.text, url=URL, subject=post.subject)
    if page is not None and page.takes_text and _text_of(page.url, post.network) != _for_page(post.text, post.network):
        yield "broken in the address of the page that takes it"
    if post.network == "bluesky":
        yield from _facet_faults(post.text)


def _without_own(post: Post, sharing: Sharing) -> str:
    """Return the post without what calls nobody or is the user's own: the address, the hashtags, the note."""
    paragraphs = [part.replace(URL, "") for part in post.text.split("\n\n") if not re.fullmatch(r"[\u200e\u200f]?(?:#\S+ ?)+", part)]
    return "\n\n".join(paragraphs[1:] if one_line(sharing.note) else paragraphs)


def _text_of(url: str, network: Network) -> str:
    if network == "email":
        return unquote(url.partition("&body=")[2])
    parts = urlsplit(url)
    return parse_qs(parts.query or parts.fragment, keep_blank_values=True, strict_parsing=True).get("text", [""])[0]


def _for_page(text: str, network: Network) -> str:
    if network == "email":
        return text.replace("\n", "\r\n")
    if network == "telegram":
        parts = ("\n".join(line for line in part.split("\n") if line != URL) for part in text.split("\n\n"))
        return "\n\n".join(filter(None, parts))
    return text


def _facet_faults(text: str) -> Iterator[Problem]:
    end = 0
    for facet in facets(text, URL):
        index, feature = facet["index"], facet["features"][0]
        words = text.encode()[index["byteStart"] : index["byteEnd"]].decode("utf-8", "replace")
        if index["byteStart"] < end or words not in {feature.get("uri"), f"#{feature.get('tag')}", f"＃{feature.get('tag')}"}:
            yield "a facet points elsewhere"
        end = index["byteEnd"]


def _seen(post: Post, *, pasted: bool) -> tuple[str, int] | Problem:
    """Return what readers see of *post* and how many links it has, by a parser of the network's syntax; a problem in words."""
    if post.network == "slack" and not pasted:
        links = _SLACK_LINK.findall(post.text)
        shown = _SLACK_LINK.sub(r"\2", post.text)
        if {"<", ">"} & set(shown) or re.search(r"&(?!amp;|lt;|gt;)", post.text) or any(html.unescape(link[0]) != URL for link in links):
            return "broken in Slack's markup"
        return html.unescape(shown), len(links)
    if post.network in {"markdown", "discord", "teams"} and not (pasted and post.network == "teams"):
        return _seen_in_markdown(post.text)
    return post.text, 1


_ALLOWED = {
    "paragraph_open", "paragraph_close", "inline", "text", "softbreak", "link_open", "link_close", "blockquote_open", "blockquote_close",
}  # fmt: skip


def _seen_in_markdown(text: str) -> tuple[str, int] | Problem:
    tokens = [
        one for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text) for one in (token, *(token.children or ()))
    ]
    strange = {token.type for token in tokens} - _ALLOWED
    links = [token.attrGet("href") for token in tokens if token.type == "link_open"]
    if strange or any(link != URL for link in links):
        return f"Markdown that nobody meant: {', '.join(sorted(strange)) or 'a link elsewhere'}"
    return "".join(
        "\n" if token.type in {"softbreak", "paragraph_close"} else token.content * (token.type == "text") for token in tokens
    ), len(links)


def _comes_back(text: str, field: str, seen: str) -> bool:
    words = _UNSEEN.sub("", cut(one_line(text), _SURE_TO_STAY).removesuffix("…")).strip()
    # What an item teaches goes first where there is no room; so do letters that bear a dozen marks each.
    # Of an address longer than the room that a title has, nothing may stay.
    return field == "teaches" or text.startswith("http") or len(words) > _MOST_CHARACTERS or words in _UNSEEN.sub("", seen)


def strings(data: Path, *, payloads: bool) -> list[str]:
    """Return the hostile strings: the big list of naughty ones, or a list of what is tried against browsers."""
    folder = data / "hostile"
    if payloads:
        return (folder / "xss-payload-list.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    texts: list[str] = json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    return texts


def judged(texts: Iterable[str], placings: Iterable[tuple[str, ...]]) -> tuple[int, list[str]]:
    """Return how many posts were written of *texts*, and what is wrong with which."""
    posts, wrong = 0, []
    ways = [(network, False) for network in NETWORKS] + [("slack", True), ("teams", True)]
    for text in texts:
        for network, pasted in ways:
            for fields in placings:
                posts += 1
                wrong += [
                    f"{network}{' pasted' * pasted}, {'+'.join(fields)}: {fault}: {text[:60]!r}"
                    for fault in faults(text, network, fields=fields, pasted=pasted)
                ]
    return posts, wrong


def main() -> None:
    """Print the figures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("figures", nargs="*", default=["weights", "entities", "naughty", "payloads"])
    asked = parser.parse_args()
    if "weights" in asked.figures:
        print("weights: {} of {} characters as X weighs them".format(*weights(asked.data)))
    if "entities" in asked.figures:
        for kind, (right, cases) in entities(asked.data).items():
            print(f"{kind}: {right} of {cases} cases as X finds them ({100 * right / cases:.1f} %)")
    for name in ("naughty", "payloads"):
        if name in asked.figures:
            alone = [(field,) for field in FIELDS] if name == "naughty" else []
            posts, wrong = judged(strings(asked.data, payloads=name == "payloads"), [FIELDS, *alone])
            print(f"{name}: {posts} posts, {len(wrong)} faults")
            print(*(f"  {line}" for line in wrong[:40]), sep="\n", end="\n" if wrong else "")


if __name__ == "__main__":
    main()
