"""Say whether a text speaks of a phrase, whatever the forms of its words."""

from pipeline.words import fold, stem, words_of


def speaks_of(text: str, phrase: str, language: str) -> bool:
    """Return whether the words of *phrase* stand in *text* one after the other, in any of their forms in *language*.

    >>> speaks_of("Win one of our giveaways", "giveaway", "en"), speaks_of("How to maintain it", "ai", "en")
    (True, False)
    """
    wanted = _stems(phrase, language)
    if not wanted:
        # Nothing but signs, such as an emoji: there are no forms of those.
        return bool(phrase.strip()) and fold(phrase.strip()) in fold(text)
    heard = _stems(text, language)
    return any(heard[start : start + len(wanted)] == wanted for start in range(len(heard) - len(wanted) + 1))


def _stems(text: str, language: str) -> list[str]:
    return [stem(word, language) for word in words_of(text)]
