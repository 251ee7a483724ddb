"""Run a command as a person would, and see what they would see."""

from dataclasses import dataclass

from click.testing import CliRunner

from pipeline.cli import gapfeed
from pipeline.errors import GapfeedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command printed, what it complained about, and its exit code."""

    out: str
    err: str
    exit_code: int


def run(*arguments: object, answers: str | None = None) -> Ran:
    """Run `gapfeed` with *arguments*, typing *answers*; an error for a person becomes its sentence and exit code, as in `main`."""
    result = CliRunner().invoke(gapfeed, [str(argument) for argument in arguments], input=answers)
    if isinstance(result.exception, GapfeedError):
        return Ran(out=result.stdout, err=f"{result.stderr}{result.exception}\n", exit_code=result.exception.exit_code)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(out=result.stdout, err=result.stderr, exit_code=result.exit_code)
