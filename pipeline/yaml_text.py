"""Read YAML 1.2 text, plainly or with the place of every value: the home of ruamel.yaml."""

from typing import Any


class NotYaml(ValueError):
    """The text is not YAML; says what is wrong and where, both counted from 1."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(f"{line}:{column} {problem}")
        self.problem = problem
        self.line = line
        self.column = column


def read_plain(text: str) -> object:
    """Return what *text* says as dicts, lists, strings, numbers, booleans and None; words such as "on" stay words.

    Raises:
        NotYaml: it is not YAML.

    >>> read_plain("skills: [sql, on]")
    {'skills': ['sql', 'on']}
    """
    return _load(text, kind="safe")


def read_with_places(text: str) -> Any:
    r"""Return what *text* says as ruamel's round-trip node, whose ``.lc`` knows the line and column of keys and values (from 0).

    Raises:
        NotYaml: it is not YAML.

    >>> read_with_places("learn:\n  - skill: sql")["learn"][0].lc.key("skill")
    (1, 4)
    """
    return _load(text, kind="rt")


def _load(text: str, kind: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return YAML(typ=kind, pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or error.context or "it is not YAML").strip()
        raise NotYaml(problem, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1) from error
    except (YAMLError, ValueError, RecursionError) as error:  # a character that YAML forbids, or nesting without end
        raise NotYaml(str(error).splitlines()[0] if str(error) else "it is not YAML", 1, 1) from error
