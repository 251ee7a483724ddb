"""Word what every face of an item shows alike: its texts with their direction, how long it takes, where it leads."""

from urllib.parse import urlsplit

from pipeline.model.digests import Candidate
from pipeline.phrases import Phrases
from pipeline.plain import one_line, shorten
from pipeline.script import Direction, direction_of
from pipeline.settings import SkillId
from pipeline.skills import Lexicon
from pipeline.views import Piece, Text

#: Longest texts on a page, in characters: what is longer is cut between words.
LONGEST_TITLE, LONGEST_NAME, LONGEST_SUMMARY, LONGEST_FOUND = 220, 80, 420, 60
#: Strengths that differ by no more do not say which of two skills an article is more about.
_NEARLY = 0.05
#: No browser needs longer addresses, and a page full of them would burst a mail.
_LONGEST_ADDRESS = 2000


def own_text(text: str, language: str, phrases: Phrases, most: int) -> Text:
    """Return *text* as one safe line of at most *most* characters, running the way its own letters do."""
    line = shorten(one_line(text), most)
    return Text(text=line, language="" if language == "und" else language, direction=_direction(line, phrases))


def piece(text: str, language: str, phrases: Phrases, most: int, *, found: bool = False, url: str | None = None) -> Piece:
    """Return *text* like `own_text`, to stand inside a sentence."""
    own = own_text(text, language, phrases, most)
    return Piece(text=own.text, language=own.language, direction=own.direction, found=found, url=url)


def _direction(text: str, phrases: Phrases) -> Direction:
    return direction_of(text) if any(map(str.isalpha, text)) else phrases.direction


def skill_name(skill: SkillId, lexicon: Lexicon, phrases: Phrases) -> Text:
    """Return what *skill* is called in the reader's language, else in English, else its id."""
    known = lexicon.skills.get(skill)
    name = known.name(phrases.language) if known else skill.replace("-", " ")
    language = phrases.language if known and phrases.language in known.names else "en"
    return own_text(name, language, phrases, LONGEST_NAME)


def author_of(candidate: Candidate, phrases: Phrases) -> Text | None:
    """Return who wrote it; None where nobody is named or the name is the source's own."""
    name = one_line(candidate.author or "")
    if not name or name.casefold() == one_line(candidate.source_title).casefold():
        return None
    return own_text(name, "", phrases, LONGEST_NAME)


def minutes_text(candidate: Candidate, minutes: int, phrases: Phrases) -> str:
    """Return how long it takes: "6 min read"."""
    return phrases.say("minutes_listen" if candidate.kind == "episode" else "minutes_read", n=minutes)


def web_address(url: str | None) -> str | None:
    """Return *url* where it is one that may stand in a page: http or https with a host, nothing else.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    if not url or len(url) > _LONGEST_ADDRESS or any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def clock(seconds: float) -> str:
    """Return a place in an episode as players show it.

    >>> clock(760), clock(3725)
    ('12:40', '1:02:05')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def subjects_of(candidate: Candidate) -> tuple[SkillId, ...]:
    """Return what the article itself is about, for others to see: its skills, the strongest first, whatever gap it was picked for.

    Of those that are nearly as strong as the strongest, the first is one that its title names.
    """
    present = sorted((tag for tag in candidate.tags if tag.is_present), key=lambda tag: (-tag.strength, tag.skill))
    near = [tag for tag in present if tag.strength >= present[0].strength - _NEARLY]
    titled = next((tag for tag in near if any(evidence.where == "title" for evidence in tag.evidence)), None)
    return tuple(tag.skill for tag in sorted(present, key=lambda tag: tag is not titled))


def topic_of(candidate: Candidate, lexicon: Lexicon, phrases: Phrases) -> Text | None:
    """Return the first of `subjects_of` in words; None where the article has none."""
    subjects = subjects_of(candidate)
    return skill_name(subjects[0], lexicon, phrases) if subjects else None
