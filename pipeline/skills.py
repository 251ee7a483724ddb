"""Skills in their groups, and the words by which articles speak of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from pipeline.settings import Gap, ImportedSkill, SkillId

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
    #: Those of `words` that mean something else as often: alone they say nothing unless the rest of the text leans their way.
    ambiguous: Words = field(default_factory=dict)
    #: Phrases in which these words mean something else.
    lookalikes: Words = field(default_factory=dict)
    related: tuple[SkillId, ...] = ()
    #: The skills that are parts or kinds of this one.
    narrower: tuple[SkillId, ...] = ()
    #: The address of the ESCO concept that means the same; None where there is none.
    esco: str | None = None

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

    def with_parts(self, skills: Iterable[SkillId]) -> Mapping[SkillId, SkillId]:
        """Return whatever belongs to one of *skills* with that one: each itself, and its parts and kinds."""
        wanted = tuple(skills)
        parts = {part: skill for skill in wanted if skill in self.skills for part in self.skills[skill].narrower}
        return parts | {skill: skill for skill in wanted}

    def with_own(self, gaps: Iterable[Gap]) -> "Lexicon":
        """Return the lexicon with the skills added that the person described in their own words or imported.

        Their own words take the place of the lexicon's; imported ones join them in languages of which the lexicon has none.
        """
        own = tuple(skill for skill in map(self._own, gaps) if skill is not None)
        if not own:
            return self
        digest = sha256(self.fingerprint.encode())
        for skill in own:
            digest.update(repr((skill.id, *(sorted(words.items()) for words in (skill.words, skill.hints) if words))).encode())
        skills = dict(self.skills) | {skill.id: skill for skill in own}
        own_groups = {group.id: group for group in (OWN_GROUP, ESCO_GROUP) if any(skill.group == group.id for skill in own)}
        return Lexicon(groups=dict(self.groups) | own_groups, skills=skills, fingerprint=digest.hexdigest())

    def _own(self, gap: Gap) -> Skill | None:
        """Return what is added or replaced for *gap*; None where the lexicon's own skill stays as it is."""
        if gap.words:
            return own_skill(gap)
        if gap.imported is None:
            return None
        known = self.skills.get(gap.skill)
        return joined(known, gap.imported) if known else skill_of_esco(gap.imported)


OWN_GROUP = Group(id="own", names={"en": "My own skills", "ar": "مهاراتي", "pl": "Moje umiejętności", "bg": "Моите умения"})


def own_skill(gap: Gap) -> Skill:
    """Return the skill that the user described in config.yaml with words of their own."""
    title = gap.skill.replace("-", " ").capitalize()
    return Skill(
        id=gap.skill, group=OWN_GROUP.id, names={"en": title}, about="A skill of your own, from config.yaml.", words=dict(gap.words)
    )


ESCO_GROUP = Group(
    id="esco", names={"en": "Skills of ESCO", "ar": "مهارات من تصنيف إسكو", "pl": "Umiejętności z ESCO", "bg": "Умения от ESCO"}
)


def skill_of_esco(imported: ImportedSkill, about: str = "") -> Skill:
    """Return an imported skill that the lexicon does not know; *about* is what ESCO says of it, where it does."""
    return Skill(
        id=imported.id, group=ESCO_GROUP.id, names=dict(imported.names),
        about=about or "A skill that ESCO names, from your import.", words=dict(imported.words),
        hints=dict(imported.hints), esco=imported.esco,
    )  # fmt: skip


def joined(known: Skill, imported: ImportedSkill) -> Skill:
    """Return a skill of the lexicon with what ESCO says in languages of which the lexicon has no words for it."""
    words = {language: some for language, some in imported.words if language not in known.words}
    return replace(
        known,
        names=dict(imported.names) | dict(known.names),
        words=dict(known.words) | words,
        hints={language: some for language, some in imported.hints if language in words} | dict(known.hints),
    )
