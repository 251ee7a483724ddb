"""The kinds of value that config.yaml holds, each tied to the function that reads it and to its JSON Schema (pydantic)."""

from collections.abc import Container
from datetime import date, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from pipeline.config import times, values
from pipeline.esco import Esco, address_of
from pipeline.nearest import did_you_mean
from pipeline.settings import HIGHEST_LEVEL, LOWEST_LEVEL, Weekdays

#: Tags of the two ways to write an entry (a word, or keys); they never reach a person, see `mistakes`.
SHORT, LONG = "<short>", "<long>"


def _string(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string"} | schema)


def way_of_writing(value: object) -> str:
    """Return the tag of the way in which an entry was written."""
    return LONG if isinstance(value, dict | BaseModel) else SHORT


def one_of(*choices: str) -> tuple[PlainValidator, WithJsonSchema]:
    """Return what makes a field take one of the *choices*."""
    return PlainValidator(lambda value: values.choice(value, choices)), _string(enum=list(choices))


def number(lowest: int, highest: int) -> tuple[PlainValidator, WithJsonSchema]:
    """Return what makes a field take a whole number from *lowest* to *highest*."""
    bounds = {"type": "integer", "minimum": lowest, "maximum": highest}
    return PlainValidator(lambda value: values.whole(value, lowest, highest)), WithJsonSchema(bounds)


def _known_skill(value: object, info: ValidationInfo) -> str:
    """Return a skill's id; a group's only beside others, for what one learns is a skill."""
    context = info.context or {}
    known, groups, is_learnt = context.get("known_skills"), context.get("groups", ()), info.field_name == "skill"
    skill = _known_to_esco(value, known, context.get("esco"), is_learnt=is_learnt) or values.skill_id(value)
    if known is not None and skill not in known and (is_learnt or skill not in groups):
        if skill in groups:
            message = f"{skill!r} is a group; choose one of its skills (`gapfeed skills list --group {skill}`)"
            raise ValueError(message)
        suggestion = did_you_mean(skill, known) or "; `gapfeed skills find WORDS` looks for one"
        message = f"no skill is called {skill!r}{suggestion}"
        if is_learnt:
            message += " (with `words:` beside it, it can be a skill of your own" + _how_to_import(context.get("esco")) + ")"
        raise ValueError(message)
    return skill


def _known_to_esco(value: object, known: Container[str] | None, esco: Esco | None, *, is_learnt: bool) -> str | None:
    """Return the skill that is meant by the id or the address of a concept of ESCO; None where *value* is something else."""
    if esco is None or not isinstance(value, str) or known is None or value.strip().lower() in known:
        return None
    skill = esco.id_of(value)
    if skill is None and address_of(value) is not None:
        message = "nothing that Gapfeed knows has this address of ESCO" + (
            _how_to_import(esco) or "; `gapfeed skills find WORDS` looks for one"
        )
        raise ValueError(message)
    if skill is not None and skill not in known and not is_learnt:
        message = f"{skill!r} is a skill of ESCO that nothing looks for yet: name it under `learn:`, too"
        raise ValueError(message)
    return skill


def _how_to_import(esco: Esco | None) -> str:
    return "; skills of ESCO are known after `gapfeed skills import-esco FILE`" if esco and esco.shelf.is_empty() else ""


Text = Annotated[str, PlainValidator(values.text), _string()]
Skill = Annotated[str, PlainValidator(_known_skill), _string(examples=["data-visualisation"])]
Language = Annotated[str, PlainValidator(values.language), _string(pattern="^[a-z]{2}$")]
Zone = Annotated[ZoneInfo, PlainValidator(times.timezone), PlainSerializer(str), _string(examples=["Europe/Warsaw"])]
Duration = Annotated[
    timedelta, PlainValidator(times.duration), PlainSerializer(times.duration_text), _string(examples=["30m", "6h", "2 days", "2 weeks"])
]
Days = Annotated[
    Weekdays,
    PlainValidator(times.days),
    PlainSerializer(times.days_text),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "examples": ["mon-fri", "sat, sun", "every day"]}, {"type": "array", "items": {"type": "string"}}]}
    ),
]
Date = Annotated[date, PlainValidator(times.day_of_calendar), _string(format="date")]
Time = Annotated[time, PlainValidator(times.time_of_day), PlainSerializer(times.time_text), _string(pattern="^[0-9]{1,2}:[0-9]{2}$")]
Address = Annotated[str, PlainValidator(values.address), _string(pattern="^https?://")]
ProxyAddress = Annotated[str, PlainValidator(values.proxy), _string(pattern="^http://")]
Email = Annotated[str, PlainValidator(values.email), _string(pattern="@")]
EnvironmentName = Annotated[str, PlainValidator(values.environment_name), _string(pattern="^[A-Za-z_][A-Za-z0-9_]*$")]
HostAndPort = Annotated[str, PlainValidator(values.host_and_port), _string(pattern="^.+:[0-9]+$")]
Flag = Annotated[bool, PlainValidator(values.flag), WithJsonSchema({"type": "boolean"})]
SkillLevel = Annotated[int, *number(LOWEST_LEVEL, HIGHEST_LEVEL)]
Port = Annotated[int, *number(1, 65_535)]
