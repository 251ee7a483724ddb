"""Skills in their groups, and the words by which articles speak of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from pipeline.settings import Gap, SkillId

Words = Mapping[str, tuple[str, ...]]
"""Words by language (two-letter code)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Something a professional can learn, and how texts speak of it."""

    id: SkillId
    group: str
    #: Its name by language; always one in English for a skill of the lexicon.
    names: Mapping[str, str]
    about: str
    #: Each of these alone says that a text is about the skill. An English word with capitals matches only with them.
    words: Words
    #: Ambiguous words, which count only beside other words of the same skill or group.
    hints: Words = field(default_factory=dict)
    #: Phrases in which these words mean something else.
    lookalikes: Words = field(default_factory=dict)
    related: tuple[SkillId, ...] = ()

    def name(self, language: str) -> str:
        """Return the skill's name in *language*, else in English, else in any."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()), self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A field that skills belong to."""

    id: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All known skills by id, in their groups."""

    groups: Mapping[str, Group]
    skills: Mapping[SkillId, Skill]
    #: SHA-256 in hex over the files it was made of.
    fingerprint: str

    def with_own(self, gaps: Iterable[Gap]) -> "Lexicon":
        """Return the lexicon with the skills that the user described in their own words added or replaced."""
        own = tuple(own_skill(gap) for gap in gaps if gap.words)
        if not own:
            return self
        digest = sha256(self.fingerprint.encode())
        for skill in own:
            digest.update(repr((skill.id, sorted(skill.words.items()))).encode())
        skills = dict(self.skills) | {skill.id: skill for skill in own}
        groups = dict(self.groups) | {OWN_GROUP.id: OWN_GROUP}
        return Lexicon(groups=groups, skills=skills, fingerprint=digest.hexdigest())


OWN_GROUP = Group(id="own", names={"en": "My own skills", "ar": "مهاراتي", "pl": "Moje umiejętności", "bg": "Моите умения"})


def own_skill(gap: Gap) -> Skill:
    """Return the skill that the user described in config.yaml with words of their own."""
    title = gap.skill.replace("-", " ").capitalize()
    return Skill(
        id=gap.skill, group=OWN_GROUP.id, names={"en": title}, about="A skill of your own, from config.yaml.", words=dict(gap.words)
    )
