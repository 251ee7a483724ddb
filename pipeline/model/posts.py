"""Say what a post is made of, and what became of that: an item and a note -> Sharing -> Post."""

from dataclasses import dataclass
from typing import Literal

from pipeline.settings import Network

#: What a post is made of; the work is what the item is: its title, who made it, its address.
Part = Literal["note", "teaches", "work", "question", "hashtags", "signature"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """An item on its way to others, and what the user says of it; nothing in it is private."""

    url: str
    title: str
    source: str
    author: str | None
    #: One sentence of the item's own.
    teaches: str
    #: The names of its skills in the post's language, the strongest first; they become hashtags.
    skills: tuple[str, ...]
    #: The user's own sentence, "" for none.
    note: str = ""
    #: "What would you add?" in the post's language, "" for none.
    question: str = ""
    #: How the post's language quotes, and how it quotes what holds such marks itself.
    quotations: tuple[str, str] = ("“{words}”", "‘{words}’")
    #: Who signs a letter, "" for nobody.
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as it is pasted or sent, counted by the network's own rules."""

    network: Network
    text: str
    length: int
    limit: int
    #: The subject line, for e-mail only.
    subject: str | None = None
    #: What of the item or of the user's words it has no room for, or of the note only a beginning.
    left_out: frozenset[Part] = frozenset()
    #: Which of how many it is in its thread.
    place: int = 1
    places: int = 1

    @property
    def fits(self) -> bool:
        """Whether the network takes it whole."""
        return self.length <= self.limit
