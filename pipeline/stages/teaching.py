"""Choose the sentence of an item that says, all by itself, what the item teaches."""

from collections.abc import Mapping

from pipeline.words import sentences

#: Words with which a sentence leans on the one before: quoted alone it would speak of nobody knows what.
_LEANING: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "this that these those it its they their he she his her him them such so thus therefore hence but and or because however then there "
        "otherwise instead also too here both neither yes no".split()
    ),
    "pl": frozenset(
        "to ten ta te ci tego tej tym tych temu taki taka takie tak tam tutaj wtedy dlatego więc zatem ale lecz bo ponieważ gdyż jednak natomiast "
        "zaś i a oraz on ona ono oni one jego jej ich jak też także również".split()
    ),
    "bg": frozenset(
        "това този тази тези онзи онази онова онези той тя то те така такъв такава такова такива там тогава затова следователно но а и обаче защото "
        "понеже по-точно също освен неговият нейният техният".split()
    ),
    "ar": frozenset(
        "هذا هذه هؤلاء ذلك تلك أولئك هو هي هم لكن ولكن لكنه لكنها لذلك ولذلك لهذا ولهذا لأن لأنه لأنها وهذا وهذه فهذا وهو وهي هكذا وهكذا كذلك وكذلك "
        "ثم هنا هناك أما إذن".split()
    ),
}  # fmt: skip


def teaching(summary: str, language: str, most: int) -> str:
    """Return the first sentence of *summary* that stands by itself, rather one of at most *most* characters; "" where none does.

    >>> teaching("So it turns into a survey. Ask for the last time it happened.", "en", 200)
    'Ask for the last time it happened.'
    """
    leaning = _LEANING.get(language, frozenset())
    found = [sentence for sentence in sentences(summary) if sentence.split()[0].strip("«»“”„\"'(،,:.!?").casefold() not in leaning]
    return next((sentence for sentence in found if len(sentence) <= most), next(iter(found), ""))
