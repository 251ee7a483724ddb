"""Say what a look at a link found."""

from dataclasses import dataclass
from typing import Literal

#: open: everybody may read it; closed: not everybody, or no programs; dead: nothing is there; inside: its name leads into a private network;
#: unchecked: nobody can say now.
LookOutcome = Literal["open", "closed", "dead", "inside", "unchecked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLook:
    """What was found at an address just before it is given to others."""

    outcome: LookOutcome
    #: What was found, as a clause without its full stop: "the server answered 404 Not Found"; "" for what is open.
    why: str = ""
    #: The address that answered, without tracking, where that is another page than the one asked for.
    moved_to: str | None = None
