"""Say in a newsletter what an edition does not: why somebody gets it, and how not to."""

from pipeline.edition_views import EditionView, LetterView
from pipeline.phrases import Phrases


def letter_for(edition: EditionView, phrases: Phrases, leave_url: str) -> LetterView:
    """Return what the newsletter that brings *edition* says beside it; *leave_url* takes its reader off the list."""
    return LetterView(
        because=phrases.say("letter_why", name=edition.by.text) if edition.by else phrases.say("letter_why_nameless"),
        leave=phrases.say("letter_leave"),
        leave_url=leave_url,
        read_online=phrases.say("letter_online"),
        shortened=phrases.say("mail_cut"),
    )
