"""Read what was learned of a language: where its everyday words lean, and how rare the phrases of the lexicon are."""

from pipeline import rarity
from pipeline.leanings import Learned, read, read_by_field
from pipeline.resources import packaged


def leanings(language: str) -> Learned | None:
    """Return what was learned of *language* (60 to 100 ms); None for a language of which nothing was."""
    folder = packaged("lexicon") / "leanings"
    if not (language.isalpha() and (folder / f"{language}.tsv").exists()):
        return None
    fields, skills, counts = ((folder / f"{language}{kind}.tsv").read_text(encoding="utf-8") for kind in ("", ".skills", ".counts"))
    return Learned(fields=read(fields), skills=read_by_field(skills), rarity=rarity.read(counts))
