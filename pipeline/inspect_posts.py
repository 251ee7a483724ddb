"""Count texts and write posts from files: what `gapfeed inspect length` and `gapfeed inspect post` print.

What is returned is the contract of `gapfeed inspect`: one JSON object for each input, in input order.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.config.values import found
from pipeline.model.posts import Post, Sharing
from pipeline.phrases import read_phrases
from pipeline.plain import one_line
from pipeline.posting.checks import address_problems, smuggled_problems
from pipeline.posting.counting import MEASURES
from pipeline.posting.handing import Page, facets, page_for, unlinked_mentions
from pipeline.posting.taming import tame_address
from pipeline.resources import packaged
from pipeline.settings import Network
from pipeline.skills import Lexicon
from pipeline.stages.post import post_for
from pipeline.stages.question import question_for

Facts = dict[str, Any]

_TEXTS = ("url", "title", "note", "source", "author", "language", "teaches")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])")
_HALVES = re.compile("[\ud800-\udfff]")


def length_facts(lines: Iterable[str], network: Network) -> Iterator[Facts]:
    """Yield how long the text of each line, a JSON object with id and text, is at *network*."""
    measure = MEASURES[network]
    for line in lines:
        if not line.strip():
            continue
        record = _object(line)
        text = record.get("text")
        if isinstance(text, str):
            yield {"id": record.get("id"), "length": measure.length(text), "limit": measure.limit, "fits": measure.fits(text)}
        else:
            wrong = "the line is no JSON object with id and text" if text is None else f'its "text" is {found(text)}, not text'
            yield {"id": record.get("id"), "length": None, "limit": measure.limit, "fits": False, "error": wrong}


def post_facts(text: str, network: Network, lexicon: Lexicon) -> Iterator[Facts]:
    """Yield the post at *network* of each JSON object of *text*: one alone, or one on each line."""
    whole = _object(text)
    for record in [whole] if whole else [_object(line) for line in text.splitlines() if line.strip()] or [{}]:
        wrong = _wrong(record)
        if wrong:
            yield {"network": network, "text": "", "length": 0, "limit": MEASURES[network].limit, "problems": [wrong]}
        else:
            yield _post(record, network, lexicon)


def _post(record: Facts, network: Network, lexicon: Lexicon) -> Facts:
    url, title, note, source, author, language, teaches = ((record.get(name) or "") for name in _TEXTS)
    spoken = _LANGUAGE.match(language.lower())
    phrases = read_phrases(packaged("phrases"), spoken[0] if spoken else "en")
    skills = tuple(
        lexicon.skills[skill].name(phrases.language) if skill in lexicon.skills else skill for skill in record.get("skills") or ()
    )
    url = one_line(url)
    sharing = Sharing(
        url=url, title=title, source=source, author=author or None, teaches=teaches, skills=skills, note=note,
        question=question_for(phrases, url, one_line(next(iter(skills), ""))), quotations=(phrases.say("quoted", words="{words}"), phrases.say("quoted_within", words="{words}")),
    )  # fmt: skip
    post = post_for(sharing, network)
    facts: Facts = {"network": network, "text": post.text, "length": post.length, "limit": post.limit}
    if post.subject is not None:
        facts["subject"] = post.subject
    if network == "bluesky":
        facts["facets"] = facets(post.text, tame_address(url))
    page = page_for(network, text=post.text, url=tame_address(url), subject=post.subject)
    if page is not None:
        facts["open"] = page.url
    problems = [*address_problems(url), *smuggled_problems((title, source, author, teaches)), *_post_problems(sharing, post, page)]
    return {**facts, "problems": problems}


def _post_problems(sharing: Sharing, post: Post, page: Page | None) -> Iterator[str]:
    if not post.fits:
        yield f"{post.network} takes {post.limit}, and the address alone has {post.length}; give a shorter address"
    elif not sharing.note.strip():
        yield "it has no sentence of yours; say in a note why it is worth reading"
    elif "note" in post.left_out:
        yield "your sentence was cut for want of room; write a shorter one"
    if called := unlinked_mentions(post.network, sharing.note):
        yield f"{' and '.join(called)} can be called only from {post.network}'s own page; sent directly it stays plain words"
    if page is not None and not page.takes_text:
        yield f"{post.network} takes only the {'subject' if post.subject else 'address'}; paste the text there yourself"


def _wrong(record: Facts) -> str:
    """Return, in words, why no post can be made of *record*; "" where one can."""
    if not record:
        return "the file holds no JSON object with url, title, note, skills, source, author and language"
    for name in _TEXTS:
        if not isinstance(record.get(name), str | None):
            return f"its {json.dumps(name)} is {found(record[name])}, not text"
    skills = record.get("skills")
    if skills is not None and not (isinstance(skills, list) and all(isinstance(skill, str) for skill in skills)):
        return 'its "skills" is no list of names'
    return ""


def _object(text: str) -> Facts:
    """Return the object that *text* is in JSON, an empty one where it is none."""
    try:
        value = json.loads(text)
        # Half of a surrogate pair is no character, and nothing can be written that holds it.
        value = json.loads(_HALVES.sub("\ufffd", json.dumps(value, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
