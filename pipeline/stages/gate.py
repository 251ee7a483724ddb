"""Say what speaks against a post before it leaves: what would leak, what its writer would regret, and what they should know.

What leaks is stopped for good: the address of a private source, a key, a name of the inside. All else is the person's own decision, and
nothing here is proof: a number that the article does not have may be the person's own. So each objection says what to look at.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Literal, get_args
from urllib.parse import urlsplit

from pipeline.model.digests import Candidate
from pipeline.model.ids import StoryId
from pipeline.model.looks import LinkLook, LookOutcome
from pipeline.model.shares import Objection, Share, Weight
from pipeline.plain import counted, shorten
from pipeline.posting.checks import Finding, Risk, address_findings, calls_to_all, clean, smuggled_problems, unseen_in, written_findings
from pipeline.posting.claims import unsaid_in
from pipeline.posting.quotations import LEAST_WORDS, MOST_WORDS, quotations, stands_in, words_in
from pipeline.script import main_script
from pipeline.settings import Network

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A post as it would leave."""

    #: The person's own words, as they were typed.
    note: str
    #: The texts of the feed that go into it: title, source, author, teaching sentence.
    of_feed: tuple[str, ...]
    network: Network
    #: Both as the network counts.
    length: int
    limit: int
    #: Whether the note was cut for want of room.
    is_note_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the people whom a post is for had already."""

    #: None for a post to nobody in particular.
    circle: str | None = None
    #: Whatever was passed on to them before.
    shares: tuple[Share, ...] = ()
    #: Stories that they passed on themselves.
    own: AbstractSet[StoryId] = frozenset()


def objections(
    candidate: Candidate, text: str, draft: Draft, *, look: LinkLook, past: Past, known: Sequence[str] = (), zone: tzinfo = UTC
) -> tuple[Objection, ...]:
    """Return what speaks against passing *candidate* on with *draft*; the gravest first.

    Args:
        candidate: the article.
        text: its text as far as it is kept; "" for none.
        draft: the post.
        look: what stands at its address now; not asked about where the address itself may not leave.
        past: what the circle had.
        known: what the person may name without the article: their own name, the circle's, the skills.
        zone: where the person is; days are theirs.

    """
    found = (
        *_of_source(candidate),
        *_of_link(candidate, look),
        *_of_quotations(candidate, text, draft.note),
        *_of_claims(candidate, text, draft, known),
        *_of_past(candidate, past, zone),
        *_of_draft(draft),
    )
    order: Sequence[Weight] = ("leak", "taste", "hint")
    return tuple(sorted(found, key=lambda objection: order.index(objection.weight)))


def _of_source(candidate: Candidate) -> Iterator[Objection]:
    if candidate.private:
        words = f"“{candidate.title}” comes from a private source; it is never shared, so share a public article on the same subject"
        yield Objection(kind="private", weight="leak", words=words)
    for finding in address_findings(candidate.url or ""):
        yield _of_address(finding, candidate.url or "")


_WEIGHTS: Mapping[Risk, Weight] = {"secret": "leak", "doubtful": "taste", "tracking": "hint"}


def _of_address(finding: Finding, url: str) -> Objection:
    if finding.risk == "tracking":
        words = f"the address told where you found it; the post has it without that, as {clean(url)}"
        return Objection(kind="tracking", weight="hint", words=words)
    return Objection(kind="address", weight=_WEIGHTS[finding.risk], words=finding.words)


#: What is said of a link: what that means for others, and what to do.
_LOOKS: Mapping[LookOutcome, tuple[Literal["dead", "paywall", "address", "unchecked"], Weight, str, str]] = {
    "dead": ("dead", "taste", "nobody can open the link", "look whether the article has moved, and share that address"),
    "closed": ("paywall", "taste", "not everybody can open the link", "say so in your note, or share an article that is open"),
    "inside": ("address", "leak", "others cannot open the link", "give an address that is open to all"),
    "unchecked": ("unchecked", "hint", "the link could not be checked", "open it yourself before you post"),
}


def _of_link(candidate: Candidate, look: LinkLook) -> Iterator[Objection]:
    if look.outcome in _LOOKS:
        kind, weight, meaning, advice = _LOOKS[look.outcome]
        yield Objection(kind=kind, weight=weight, words=f"{meaning}, for {look.why}; {advice}")
    if look.moved_to is not None:
        yield _of_move(candidate.url or "", look.moved_to)


def _of_move(url: str, moved_to: str) -> Objection:
    if any(finding.risk == "secret" for finding in address_findings(moved_to)):
        words = "the link leads on to an address that is not for everybody; look for one that is"
        return Objection(kind="moved", weight="taste", words=words)
    if urlsplit(url).path.strip("/") and not urlsplit(moved_to).path.strip("/"):
        words = f"the link leads to the front page of {urlsplit(moved_to).hostname}; look whether the article is still there"
        return Objection(kind="moved", weight="taste", words=words)
    return Objection(kind="moved", weight="hint", words=f"the link leads on to {moved_to}; give that address if it is the same article")


def _of_quotations(candidate: Candidate, text: str, note: str) -> Iterator[Objection]:
    quoted = [quotation for quotation in quotations(note) if words_in(quotation) >= LEAST_WORDS]
    words = sum(map(words_in, quoted))
    if words > MOST_WORDS:
        advice = f"a short quotation has {MOST_WORDS} at the most, so say the rest in your own"
        yield Objection(kind="quotation", weight="taste", words=f"you quote {words} words; {advice}")
    for quotation in quoted:
        if stands_in(quotation, (text, candidate.title)):
            continue
        shown = f"“{shorten(quotation, _LONGEST_SHOWN)}”"
        if not _is_whole(candidate, text):
            words_of_doubt = f"only a part of the article is kept, and {shown} is not in it; compare it with the article"
            yield Objection(kind="quotation", weight="hint", words=words_of_doubt)
        elif main_script(quotation) != main_script(text):
            translated = f"{shown} does not stand in the article in these words; if you translated it, say so"
            yield Objection(kind="quotation", weight="hint", words=translated)
        else:
            wrong = f"{shown} does not stand in the article; quote it as it stands there, or leave out the quotation marks"
            yield Objection(kind="quotation", weight="taste", words=wrong)


def _of_claims(candidate: Candidate, text: str, draft: Draft, known: Sequence[str]) -> Iterator[Objection]:
    published = candidate.published.date().isoformat() if candidate.published else ""
    chapters = (chapter.title for chapter in candidate.chapters)
    facts = (
        candidate.title,
        candidate.source_title,
        candidate.author or "",
        candidate.summary,
        published,
        str(candidate.minutes),
        *chapters,
    )
    unsaid = unsaid_in(draft.note, (text, *facts, *draft.of_feed, *known, *get_args(Network)), language=candidate.language)
    said = [f"does not say {', '.join(unsaid.numbers)}"] * bool(unsaid.numbers) + [f"does not name {', '.join(unsaid.names)}"] * bool(
        unsaid.names
    )
    if not said:
        return
    if _is_whole(candidate, text):
        yield Objection(kind="claim", weight="taste", words=f"the article {' and '.join(said)}; check it, or leave it out")
    else:
        words = f"only a part of the article is kept, and it {' and '.join(said)}; check it in the article"
        yield Objection(kind="claim", weight="hint", words=words)


def _is_whole(candidate: Candidate, text: str) -> bool:
    """Say whether *text* is the article itself: of a page that held little, or of a feed's own text, the rest is not known."""
    return bool(text) and (candidate.text_from == "transcript" or (candidate.text_from == "page" and candidate.why_not_page is None))


def _of_past(candidate: Candidate, past: Past, zone: tzinfo) -> Iterator[Objection]:
    circle = past.circle or "them"
    if candidate.story in past.own:
        words = f"{circle} shared this story already; thank them for it instead"
        yield Objection(kind="again", weight="taste", words=words)
    given = [share for share in past.shares if share.story == candidate.story and share.is_perhaps_given]
    if not given:
        return
    last = max(given, key=lambda share: share.at)
    day = last.at.astimezone(zone)
    when = f"on {day.day} {day:%B %Y}"
    if last.outcome == "sent":
        words = f"you gave this story to {circle} {when} (“{shorten(last.title, _LONGEST_SHOWN)}”); choose another, unless they should have it twice"
    elif last.outcome == "handed":
        words = f"you were handed a post on this story for {circle} {when}; say `gapfeed share posted` or `gapfeed share dropped` of it"
    else:
        words = f"a post on this story may have reached {circle} {when}; look there before you send another"
    # A post that was only handed over is often written once more.
    yield Objection(kind="again", weight="hint" if last.outcome == "handed" else "taste", words=words)


def _of_draft(draft: Draft) -> Iterator[Objection]:
    for finding in written_findings("\n".join((draft.note, *draft.of_feed))):
        yield Objection(kind="address", weight=_WEIGHTS[finding.risk], words=f"in the text of the post, {finding.words}")
    for problem in smuggled_problems(draft.of_feed):
        yield Objection(kind="smuggled", weight="hint", words=problem)
    if calls := calls_to_all(draft.note):
        words = f"your note calls everybody at once ({', '.join(calls)}), which the post does not do; name single people, or nobody"
        yield Objection(kind="smuggled", weight="taste", words=words)
    if unseen := unseen_in(draft.note):
        words = f"your note holds {counted(len(unseen), 'character')} that nobody sees ({', '.join(unseen)}); the post is made without, so read it once"
        yield Objection(kind="smuggled", weight="hint", words=words)
    if draft.length > draft.limit:
        words = f"{draft.network} takes {draft.limit}, and the post has {draft.length}; write a shorter note, or give a shorter address"
        yield Objection(kind="length", weight="taste", words=words)
    elif draft.is_note_cut:
        yield Objection(kind="length", weight="taste", words="your note was cut for want of room; write a shorter one")
    if not draft.note.strip():
        yield Objection(kind="note", weight="hint", words="the post has no sentence of yours; say in a note why it is worth their time")
