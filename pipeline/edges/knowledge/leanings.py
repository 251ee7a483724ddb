"""Read where the everyday words of a language lean."""

from pipeline.leanings import Leanings, read
from pipeline.resources import packaged


def leanings(language: str) -> Leanings | None:
    """Return where the words of *language* lean (some 20 ms); None for a language of which nothing was learned."""
    file = packaged("lexicon") / "leanings" / f"{language}.tsv"
    return read(file.read_text(encoding="utf-8")) if language.isalpha() and file.exists() else None
