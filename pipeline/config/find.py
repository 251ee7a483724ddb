"""Find the config.yaml that applies."""

import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import NoConfig

NAME = "config.yaml"
_WHAT_NEXT = "`gapfeed init` writes one with you; `gapfeed demo` shows Gapfeed without any."


def find_config(
    explicit: Path | None, environment: Mapping[str, str], working_folder: Path, user_folder: Path
) -> tuple[Path, tuple[str, ...]]:
    """Return the config.yaml to use and what was passed over, in words.

    Searched in this order: *explicit*, GAPFEED_CONFIG, the working folder, the user's folder. What was named must be there;
    a config.yaml in the working folder without `learn:` belongs to another program and is passed over.

    Raises:
        NoConfig: there is none, or not where it was said to be.
    """
    variable = environment.get("GAPFEED_CONFIG", "").strip()
    named = explicit or (Path(variable) if variable else None)
    if named is not None:
        said_by = "--config" if explicit else "GAPFEED_CONFIG"
        path = working_folder / named
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "does not exist"
            message = f"{path} {what} ({said_by} names it). {_WHAT_NEXT}"
            raise NoConfig(message)
        return path, ()
    notices: list[str] = []
    here = working_folder / NAME
    if here.is_file():
        if _is_ours(here):
            return here, ()
        notices.append(f"{here} has no `learn:` and was passed over: it seems to belong to another program.")
    users = user_folder / NAME
    if users.is_file():
        return users, tuple(notices)
    message = " ".join([*notices, f"There is no {NAME}, neither in {working_folder} nor in {user_folder}.", _WHAT_NEXT])
    raise NoConfig(message)


def _is_ours(path: Path) -> bool:
    """Tell whether a file speaks of `learn:`; it need not be without mistakes for that."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True  # it is there and cannot be read: the reader of it says so
    if re.search(r"(?m)^\ufeff?[\"']?learn[\"']?[ \t]*:", text):
        return True
    from pipeline.config.tree import read_tree

    content = read_tree(text).content
    return isinstance(content, dict) and "learn" in content
