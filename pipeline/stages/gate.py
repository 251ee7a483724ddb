"""Say what speaks against a post before it leaves: what would leak, what its writer would regret, and what they should know.

What leaks is stopped for good: the address of a private source, a key, a name of the inside. All else is the person's own decision, and
nothing here is proof: a number that the article does not have may be the person's own. So each objection says what to look at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    #: Whatever went for others through the very doors that the post is to go through, such as the person's account.
    there: tuple[Share, ...] = ()
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
    return gravest_first(
        (
            *_of_source(candidate),
            *_of_link(candidate, look),
            *objections_to_note(candidate, text, draft.note, known=(*draft.of_feed, *known)),
            *_of_past(candidate, past, zone),
            *_of_draft(draft),
        )
    )


def objections_to_note(candidate: Candidate, text: str, note: str, *, known: Sequence[str] = ()) -> tuple[Objection, ...]:
    """Return what speaks against saying *note* of *candidate*, wherever it is to stand; the arguments are those of `objections`."""
    return gravest_first((*_of_quotations(candidate, text, note), *_of_claims(candidate, text, note, known), *_of_note(note)))


def gravest_first(found: Iterable[Objection]) -> tuple[Objection, ...]:
    """Return what was *found*, each once."""
    order = get_args(Weight)
    return tuple(sorted(dict.fromkeys(found), key=lambda objection: order.index(objection.weight)))


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


def _of_claims(candidate: Candidate, text: str, note: str, known: Sequence[str]) -> Iterator[Objection]:
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
    unsaid = unsaid_in(note, (text, *facts, *known, *get_args(Network)), language=candidate.language)
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
    if last := _last_of(candidate, past.there):
        since = f"since {_day(last, zone)} (“{shorten(last.title, _LONGEST_SHOWN)}”)"
        stands = "stands" if last.outcome == "sent" else "may stand"
        words = f"this story {stands} at {last.channel} {since}; whoever reads it there would have it twice, so choose another way with --network"
        yield Objection(kind="again", weight="taste", words=words)
    last = _last_of(candidate, past.shares)
    if last is None:
        return
    when = f"on {_day(last, zone)}"
    if last.outcome == "sent":
        words = f"you gave this story to {circle} {when} (“{shorten(last.title, _LONGEST_SHOWN)}”); choose another, unless they should have it twice"
    elif last.outcome == "handed":
        words = f"you were handed a post on this story for {circle} {when}; say `gapfeed share posted {last.id}` or `gapfeed share dropped {last.id}` of it"
    else:
        words = f"a post on this story may have reached {circle} {when}; look there before you send another"
    # A post that was only handed over is often written once more.
    yield Objection(kind="again", weight="hint" if last.outcome == "handed" else "taste", words=words)


def _of_note(note: str) -> Iterator[Objection]:
    for finding in written_findings(note):
        yield Objection(kind="address", weight=_WEIGHTS[finding.risk], words=f"in your note, {finding.words}")
    if calls := calls_to_all(note):
        words = f"your note calls everybody at once ({', '.join(calls)}), which the post does not do; name single people, or nobody"
        yield Objection(kind="smuggled", weight="taste", words=words)
    if unseen := unseen_in(note):
        words = f"your note holds {counted(len(unseen), 'character')} that nobody sees ({', '.join(unseen)}); the post is made without, so read it once"
        yield Objection(kind="smuggled", weight="hint", words=words)


def _last_of(candidate: Candidate, shares: Iterable[Share]) -> Share | None:
    given = (share for share in shares if share.story == candidate.story and share.is_perhaps_given)
    return max(given, key=lambda share: share.at, default=None)


def _day(share: Share, zone: tzinfo) -> str:
    day = share.at.astimezone(zone)
    return f"{day.day} {day:%B %Y}"


def _of_draft(draft: Draft) -> Iterator[Objection]:
    # Whoever follows the feed has it already: nothing of the person's own can leak with it.
    for finding in written_findings("\n".join(draft.of_feed)):
        yield Objection(kind="address", weight="hint", words=f"in the text of the feed, {finding.words}")
    for problem in smuggled_problems(draft.of_feed):
        yield Objection(kind="smuggled", weight="hint", words=problem)
    if draft.length > draft.limit:
        words = f"{draft.network} takes {draft.limit}, and the post has {draft.length}; write a shorter note, or give a shorter address"
        yield Objection(kind="length", weight="taste", words=words)
    elif draft.is_note_cut:
        yield Objection(kind="length", weight="taste", words="your note was cut for want of room; write a shorter one")
    if not draft.note.strip():
        yield Objection(kind="note", weight="hint", words="the post has no sentence of yours; say in a note why it is worth their time")
