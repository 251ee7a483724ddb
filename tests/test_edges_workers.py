"""Jobs that hang, die or eat memory are stopped, and the next one goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import pytest

from pipeline.edges.workers import InProcess, Processes, WorkerLost, Workers, nursery

#: What `prepare` was called in: the template, never this process.
_prepared_in: list[int] = []


class Stubborn(Exception):
    """Cannot be rebuilt from its words alone."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def prepare() -> None:
    _prepared_in.append(os.getpid())


def broken_prepare() -> None:
    message = "this line belongs to a test: its template is meant to break"
    raise ImportError(message)


def prepared_in() -> tuple[list[int], int]:
    return _prepared_in, os.getppid()


def double(number: int) -> int:
    return 2 * number


def sleep_long() -> None:
    time.sleep(60)


def sleep_and_ignore_every_signal() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(60)


def die() -> None:
    os._exit(7)


def eat_memory() -> int:
    return len(bytearray(8 * 1024**3))


def eat_memory_bit_by_bit() -> int:
    return len([bytearray(100_000) for _ in range(40_000)])


def fail() -> None:
    message = "what the job itself raised"
    raise LookupError(message)


def fail_stubbornly() -> None:
    raise Stubborn("this", "that")


def leave() -> None:
    sys.exit("the job left")


def bring_what_cannot_travel() -> object:
    return Lock()


def process_id() -> int:
    return os.getpid()


@pytest.fixture(params=["divided", "from nothing"])
def one(request, monkeypatch) -> Iterator[Processes]:
    """Return a pool of one process, made in each of the two ways."""
    if request.param == "from nothing":
        monkeypatch.delattr(nursery.os, "fork")
    made = Processes(1)
    yield made
    made.close()


@pytest.mark.parametrize("workers", [pytest.param(InProcess(), id="in this process"), pytest.param(Processes(1), id="in its own")])
def test_a_job_brings_its_result_or_its_own_error(workers: Workers):
    try:
        assert workers.run(double, 21, timeout=20).result(20) == 42
        with pytest.raises(LookupError, match="what the job itself raised"):
            workers.run(fail, timeout=20).result(20)
    finally:
        workers.close()


@pytest.mark.parametrize(
    ("job", "timeout", "why"),
    [
        pytest.param(sleep_long, 0.5, "it took too long and was stopped", id="a job that hangs"),
        pytest.param(sleep_and_ignore_every_signal, 0.5, "it took too long and was stopped", id="a job that hangs and will not go"),
        pytest.param(die, 20, "its process died", id="a job that dies"),
        pytest.param(eat_memory, 20, "it needed too much memory", id="a job that wants much memory at once"),
        pytest.param(eat_memory_bit_by_bit, 20, "it needed too much memory", id="a job that eats memory bit by bit"),
    ],
)
def test_a_lost_job_is_said_and_the_next_goes_on(one: Processes, job, timeout, why):
    lost = one.run(job, timeout=timeout)
    following = one.run(double, 4, timeout=20)

    with pytest.raises(WorkerLost, match=why):
        lost.result(20)
    assert following.result(20) == 8


@pytest.mark.parametrize(
    ("job", "error", "words"),
    [
        pytest.param(fail_stubbornly, RuntimeError, "Stubborn: this and that", id="an error that cannot travel"),
        pytest.param(bring_what_cannot_travel, TypeError, "cannot pickle", id="a result that cannot travel"),
        pytest.param(leave, RuntimeError, "SystemExit: the job left", id="a job that wants to leave"),
    ],
)
def test_what_cannot_travel_comes_in_words_from_the_same_process(one: Processes, job, error, words):
    before = one.run(process_id, timeout=20).result(20)

    with pytest.raises(error, match=words):
        one.run(job, timeout=20).result(20)
    assert one.run(process_id, timeout=20).result(20) == before


def test_an_argument_that_cannot_travel_is_the_callers_own_error(one: Processes):
    with pytest.raises(TypeError, match="cannot pickle"):
        one.run(double, Lock(), timeout=20).result(20)
    assert one.run(double, 1, timeout=20).result(20) == 2


def test_jobs_run_in_another_process(one: Processes):
    assert one.run(os.getpid, timeout=20).result(20) != os.getpid()


def test_the_time_of_a_job_does_not_count_while_it_waits_for_its_turn(one: Processes):
    # Short enough that none of those before it gives its place away, and together longer than the last one may take by the clock.
    before = [one.run(time.sleep, 0.8, timeout=20) for _ in range(4)]
    patient = one.run(os.getpid, timeout=1)

    assert patient.result(20) != os.getpid()
    assert [job.result(20) for job in before] == [None] * 4


def test_what_all_need_is_prepared_once_in_the_process_they_come_from():
    workers = Processes(2, prepare)
    try:
        # The first job is stopped, so that at least two processes answer.
        stopped = workers.run(sleep_long, timeout=0.1)
        answers = [workers.run(prepared_in, timeout=20).result(20) for _ in range(4)]
        with pytest.raises(WorkerLost):
            stopped.result(20)
    finally:
        workers.close()

    ((prepared, template),) = {(tuple(prepared), template) for prepared, template in answers}
    assert prepared == (template,)
    assert _prepared_in == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no template where processes cannot be divided")
def test_a_pool_makes_itself_ready_before_its_first_job_and_only_once():
    workers = Processes(1, prepare)
    try:
        workers.begin()
        workers.begin()
        template = workers._nursery._template
        prepared, parent = workers.run(prepared_in, timeout=20).result(20)
    finally:
        workers.close()
    workers.begin()

    assert template is not None
    assert workers._nursery._template is template
    assert tuple(prepared) == (parent,)


def test_a_pool_whose_processes_cannot_start_says_so():
    workers = Processes(1, broken_prepare)
    try:
        for _ in range(2):
            with pytest.raises(WorkerLost, match="no process could be started"):
                workers.run(double, 1, timeout=20).result(20)
    finally:
        workers.close()


def test_a_process_that_somebody_ends_costs_its_own_job_only(one: Processes):
    first = one.run(process_id, timeout=20).result(20)
    os.kill(first, signal.SIGKILL)
    _wait_for_the_end_of(first)
    second = one.run(process_id, timeout=20).result(20)

    assert second != first


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no template where processes cannot be divided")
def test_a_template_that_somebody_ends_is_replaced_and_what_hangs_is_ended_all_the_same():
    workers = Processes(1, prepare)
    try:
        _, template = workers.run(prepared_in, timeout=20).result(20)
        hanging = workers.run(sleep_long, timeout=1.5)
        os.kill(template, signal.SIGKILL)
        with pytest.raises(WorkerLost, match="too long"):
            hanging.result(20)
        _, another = workers.run(prepared_in, timeout=20).result(20)
    finally:
        workers.close()

    assert another not in {template, 1}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no template where processes cannot be divided")
def test_nobody_is_killed_by_the_number_of_a_worker_that_was_buried(monkeypatch):
    killed: list[int] = []
    house = nursery.Nursery(prepare)
    idle = house.new()
    house.close()
    monkeypatch.setattr(os, "kill", lambda number, _signal: killed.append(number))
    idle.end()

    assert killed == []


def test_jobs_that_hang_do_not_hold_up_those_behind_them():
    workers = Processes(2, prepare)
    try:
        # Six times one after the other in two places would take three times as long as they may.
        hanging = [workers.run(sleep_long, timeout=60) for _ in range(6)]
        assert [workers.run(double, number, timeout=20).result(40) for number in range(20)] == [2 * number for number in range(20)]
        assert not any(job.done() for job in hanging)
    finally:
        workers.close()


def test_a_job_that_was_only_slow_brings_its_result_and_gives_its_place_back():
    workers = Processes(1)
    try:
        slow = [workers.run(time.sleep, 1.5, timeout=20) for _ in range(3)]
        assert [job.result(20) for job in slow] == [None, None, None]
        used = {workers.run(process_id, timeout=20).result(20) for _ in range(20)}
    finally:
        workers.close()

    assert len(used) == 1


def test_a_job_that_nobody_wants_any_more_is_not_done(tmp_path):
    workers = Processes(1)
    try:
        running = workers.run(time.sleep, 0.5, timeout=20)
        unwanted = workers.run(os.mkdir, tmp_path / "made", timeout=20)
        assert unwanted.cancel()
        running.result(20)
        assert workers.run(double, 1, timeout=20).result(20) == 2
    finally:
        workers.close()

    assert not (tmp_path / "made").exists()


def test_closing_stops_what_runs_and_what_waits_and_may_be_done_twice(one: Processes):
    running, waiting = one.run(sleep_long, timeout=60), one.run(sleep_long, timeout=60)
    one.close()
    one.close()

    for job in (running, waiting, one.run(double, 1, timeout=20)):
        with pytest.raises(WorkerLost, match="it was stopped"):
            job.result(10)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no template where processes cannot be divided")
def test_no_process_outlives_a_main_process_that_was_killed(tmp_path):
    program = f"""
import os, sys, time
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from pipeline.edges.workers import Processes
from tests import test_edges_workers as jobs
workers = Processes(1)
print(workers.run(os.getpid, timeout=20).result(20), workers.run(os.getppid, timeout=20).result(20))
workers.run(jobs.sleep_and_ignore_every_signal, timeout=60)
time.sleep(0.3)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)

    children = [int(number) for number in done.stdout.split()]
    assert len(children) == 2
    for child in children:
        _wait_for_the_end_of(child)
    assert done.stderr == ""


def _wait_for_the_end_of(process_id: int) -> None:
    deadline = time.monotonic() + 20
    while _lives(process_id):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    # One that has ended and waits for a parent to hear of it does not live any more.
    return Path(f"/proc/{process_id}/stat").read_text().rpartition(") ")[2][:1] != "Z" if Path("/proc").is_dir() else True
