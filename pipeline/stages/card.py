"""Say what the card of an item, or of an edition, shows, and say the same in words for those who do not see it."""

from collections.abc import Iterable

from feeds.graphemes import graphemes
from pipeline.card_views import CardView
from pipeline.edition_views import EditionView
from pipeline.model.digests import Candidate
from pipeline.phrases import Phrases
from pipeline.plain import isolated, one_line
from pipeline.skills import Lexicon
from pipeline.views import Line, Text
from pipeline.wording import LONGEST_NAME, LONGEST_TITLE, author_of, minutes_text, own_text, topic_of

#: As in an edition (characters); a card shows as much of it as has room.
_LONGEST_NOTE = 600
#: So many titles of an edition have room on its card.
_MOST_TITLES = 4
#: A sentence that ends in one of these needs no full stop.
_ENDINGS = (".", "!", "?", "…", "؟", "۔", "。")


def card_for_item(candidate: Candidate, *, note: str, name: str, lexicon: Lexicon, phrases: Phrases) -> CardView:
    """Return the card of *candidate*, which the caller has found fit to be shown to anybody.

    Args:
        candidate: the item; nothing is taken of it but what its source has published.
        note: what the person says of it; "" for nothing.
        name: who shares it; "" for nobody in particular.
        lexicon: the names of the topics.
        phrases: the words of the card, best in the item's own language: `read_phrases(packaged("phrases"), candidate.language)`.

    """
    said, person = one_line(note), one_line(name)
    title = own_text(candidate.title, candidate.language, phrases, LONGEST_TITLE)
    source = own_text(candidate.source_title, "", phrases, LONGEST_NAME)
    author, topic = author_of(candidate, phrases), topic_of(candidate, lexicon, phrases)
    by = phrases.line("card_by", name=own_text(person, "", phrases, LONGEST_NAME)) if person else ()
    facts = minutes_text(candidate, candidate.minutes, phrases)
    remark = own_text(said, "", phrases, _LONGEST_NOTE) if said else None
    return CardView(
        language=phrases.language,
        direction=title.direction,
        kicker=topic,
        title=title,
        source=source,
        author=author,
        note=remark,
        facts=facts,
        contents=(),
        more=None,
        by=by,
        monogram=_monogram(person),
        alt=_alt(
            phrases,
            (title,),
            (source,),
            (author,) if author else (),
            (topic,) if topic else (),
            (facts,),
            phrases.line("quoted", words=remark) if remark else (),
            by,
        ),
    )


def card_for_edition(edition: EditionView, phrases: Phrases) -> CardView:
    """Return the card of *edition*: its title, the first titles in it, and whose it is.

    Args:
        edition: what the page of the edition shows.
        phrases: the words it was made with.

    """
    title = Text(text=edition.title, language=edition.language, direction=edition.direction)
    contents = tuple(item.title for item in edition.items[:_MOST_TITLES])
    left = len(edition.items) - len(contents)
    more = phrases.say("and_more", n=left) if left else None
    facts = phrases.say("items", n=len(edition.items))
    return CardView(
        language=edition.language,
        direction=edition.direction,
        kicker=None,
        title=title,
        source=None,
        author=None,
        note=None,
        facts=facts,
        contents=contents,
        more=more,
        by=edition.intro,
        monogram=_monogram(edition.by.text if edition.by else ""),
        alt=_alt(phrases, (title,), edition.intro, (facts,), *((item,) for item in contents), (more,) if more else ()),
    )


def _monogram(name: str) -> str:
    """Return the first letter of *name* as a reader sees it, in capitals where its script has them."""
    return next((letter.upper() for letter in graphemes(name) if letter[0].isalpha()), "")


def _alt(phrases: Phrases, *sentences: Line) -> str:
    """Return *sentences* as one line, each ended, those of the other direction kept apart."""
    return " ".join(_ended(_plain(sentence, phrases)) for sentence in sentences if sentence)


def _plain(line: Iterable[str | Text], phrases: Phrases) -> str:
    return "".join(part if isinstance(part, str) else isolated(part.text, part.direction, phrases.direction) for part in line)


def _ended(sentence: str) -> str:
    return sentence if sentence.rstrip("\u2069”“»").endswith(_ENDINGS) else f"{sentence}."
