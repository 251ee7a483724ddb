"""Find what a person probably meant by a word that is none of the known ones."""

from collections.abc import Iterable
from difflib import get_close_matches

_LEAST_LIKENESS = 0.6


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the nearest of the *known* words, None where none is near; case, blanks, hyphens and underscores do not count.

    >>> nearest("Data Visualization", ["data-visualisation", "sql"])
    'data-visualisation'
    """
    by_shape = {_shape(name): name for name in sorted(known)}
    matches = get_close_matches(_shape(word.strip()), by_shape, n=1, cutoff=_LEAST_LIKENESS)
    return by_shape[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that asks for the nearest of the *known* words, "" where none is near.

    >>> did_you_mean("sqll", ["python", "sql"])
    "; did you mean 'sql'?"
    """
    return meant(nearest(word, known))


def meant(word: str | None) -> str:
    """Return the end of a sentence that asks whether *word* was meant, "" for none."""
    return f"; did you mean {word!r}?" if word else ""


def _shape(word: str) -> str:
    return word.lower().replace(" ", "-").replace("_", "-")
