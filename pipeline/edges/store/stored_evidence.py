"""Evidence as it is stored, read when somebody looks at it: of most articles that a digest chooses from nobody does."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import overload

from pipeline.edges.store.connection import as_json, from_json
from pipeline.model.articles import Evidence


class StoredEvidence(Sequence[Evidence]):
    """The evidence for one skill, equal to the tuple of its pieces."""

    __slots__ = ("_pieces", "_text")

    def __init__(self, text: str) -> None:
        """Take *text*, the JSON that `evidence_json` makes."""
        self._text = text
        self._pieces: tuple[Evidence, ...] | None = None

    def _read(self) -> tuple[Evidence, ...]:
        if self._pieces is None:
            self._pieces = tuple(
                Evidence(words=words, where=where, at_seconds=at_seconds) for words, where, at_seconds in from_json(self._text)
            )
        return self._pieces

    @overload
    def __getitem__(self, place: int) -> Evidence: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Evidence, ...]: ...
    def __getitem__(self, place: int | slice) -> Evidence | tuple[Evidence, ...]:
        """Return one piece, or those of a slice."""
        return self._read()[place]

    def __len__(self) -> int:
        """Return how many pieces there are."""
        return len(self._read())

    def __iter__(self) -> Iterator[Evidence]:
        """Yield the pieces, the strongest first."""
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        """Tell whether *other* holds the same pieces."""
        return self._read() == (other._read() if isinstance(other, StoredEvidence) else other)

    def __hash__(self) -> int:
        """Return the hash of the tuple that this is equal to."""
        return hash(self._read())

    def __repr__(self) -> str:
        """Show the pieces."""
        return repr(self._read())


def evidence_json(evidence: Iterable[Evidence]) -> str:
    """Return *evidence* as JSON that SQLite's own functions read: they know no NaN."""
    return as_json([[piece.words, piece.where, piece.at_seconds if isfinite(piece.at_seconds or 0) else None] for piece in evidence])
