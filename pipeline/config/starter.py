"""Write a person's answers into the starter config, keeping every comment of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.config.shown import block, inline
from pipeline.config.times import days_text
from pipeline.settings import Circle, Gap, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What `gapfeed init` was told."""

    languages: tuple[str, ...]
    gaps: tuple[Gap, ...]
    windows: tuple[Window, ...]
    name: str | None = None
    #: None leaves it to the system's.
    timezone: str | None = None
    circle: Circle | None = None
    follow_catalogue: bool = True


def written(starter: str, answers: Answers) -> str:
    """Return *starter* with what the person answered in the place of its samples."""
    text = _with_section(starter, "learner", block(_learner(answers), 1))
    text = _with_section(text, "learn", _entries(_gap(gap) for gap in answers.gaps))
    text = _with_section(text, "time", [f"  - {_flow(_window(window))}\n" for window in answers.windows])
    text = _with_section(text, "network", _entries([_circle(answers.circle)]) if answers.circle else None)
    text = re.sub(r"(?m)^(  catalog:) true ", rf"\1 {inline(answers.follow_catalogue)} ", text)
    # A window without a digest on its day would stay empty.
    days = frozenset[int]().union(*(window.days for window in answers.windows))
    return re.sub(r"(?m)^(  days:) .*", rf"\1 {days_text(days)}", text)


def _learner(answers: Answers) -> dict[str, Any]:
    facts = {"languages": answers.languages, "name": answers.name, "timezone": answers.timezone}
    return {key: value for key, value in facts.items() if value is not None}


def _gap(gap: Gap) -> dict[str, Any]:
    return {"skill": gap.skill, "level": gap.level, "target": gap.target} | ({"by": gap.by} if gap.by else {})


def _window(window: Window) -> dict[str, Any]:
    return {"window": window.name, "days": days_text(window.days), "minutes": window.minutes, "mode": window.mode}


def _circle(circle: Circle) -> dict[str, Any]:
    return {
        "circle": circle.name,
        "cares_about": circle.cares_about,
        "via": [channel.network for channel in circle.via],
        "every": "2 weeks",
    }


def _entries(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return [("  - " if number == 0 else "    ") + line.lstrip(" ") for entry in entries for number, line in enumerate(block(entry, 0))]


def _flow(entry: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {inline([value])[1:-1]}" for key, value in entry.items()) + "}"


def _with_section(text: str, key: str, lines: Iterable[str] | None) -> str:
    """Replace what stands under *key*; None makes a comment of it. A commented hint for a key that is set is taken out."""
    matched = re.search(rf"(?m)^{key}:\n(?:  .*\n)+", text)
    if matched is None:
        message = f"the starter config has no section {key!r}"
        raise ValueError(message)
    old = matched[0].splitlines(keepends=True)
    if lines is None:
        return text[: matched.start()] + "".join(f"# {line}" for line in old) + text[matched.end() :]
    new = list(lines)
    hints = [line for line in old[1:] if line.startswith("  # ") and not _is_set(line, new)]
    return text[: matched.start()] + "".join([old[0], *_with_remarks(new, old), *hints]) + text[matched.end() :]


def _is_set(hint: str, lines: Sequence[str]) -> bool:
    key = hint.removeprefix("  # ").partition(":")[0]
    return any(line.startswith(f"  {key}:") for line in lines)


def _with_remarks(new: Iterable[str], old: Sequence[str]) -> list[str]:
    """Keep the remark behind a key of the sample, where the key stands directly in the section."""
    remarks = {found[1]: found[2] for line in old[1:] if (found := re.match(r"  (?:# )?([a-z]+):.*? # (.*)", line))}
    kept = []
    for line in new:
        bare = line.rstrip("\n")
        remark = remarks.get(bare.strip().partition(":")[0], "") if re.match(r"  [a-z]", bare) else ""
        kept.append(f"{bare:<34} # {remark.strip()}\n" if remark else f"{bare}\n")
    return kept
