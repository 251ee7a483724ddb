"""Jobs that hang, die or eat memory are stopped, and the next one goes on."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.edges.workers import InProcess, Processes, WorkerLost, Workers


def double(number: int) -> int:
    return 2 * number


def sleep_long() -> None:
    time.sleep(60)


def die() -> None:
    os._exit(7)


def eat_memory() -> int:
    return len(bytearray(8 * 1024**3))


def fail() -> None:
    message = "what the job itself raised"
    raise LookupError(message)


def process_id() -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
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
        pytest.param(die, 20, "its process died", id="a job that dies"),
        pytest.param(eat_memory, 20, "it needed too much memory", id="a job that eats memory"),
    ],
)
def test_a_lost_job_is_said_and_the_next_goes_on(processes: Processes, job, timeout, why):
    lost = processes.run(job, timeout=timeout)
    following = processes.run(double, 4, timeout=20)

    with pytest.raises(WorkerLost, match=why):
        lost.result(20)
    assert following.result(20) == 8


def test_jobs_run_in_another_process_and_time_out_from_their_own_beginning(processes: Processes):
    waiting = [processes.run(time.sleep, 0.3, timeout=5) for _ in range(3)]

    assert processes.run(process_id, timeout=0.5).result(20) != os.getpid()
    assert [one.result(20) for one in waiting] == [None, None, None]


def test_threads_that_come_first_together_start_one_pool():
    workers = Processes(1)
    try:
        with ThreadPoolExecutor(8) as threads:
            pools = set(threads.map(lambda _: id(workers._running_pool()), range(64)))
    finally:
        workers.close()

    assert len(pools) == 1


def test_a_pool_that_broke_is_replaced():
    workers = Processes(1)
    try:
        assert workers.run(double, 1, timeout=20).result(20) == 2
        workers._running_pool().stop()  # as pebble itself does when its own threads fail
        assert workers.run(double, 2, timeout=20).result(20) == 4
    finally:
        workers.close()


def test_closing_stops_what_runs_and_what_waits_and_may_be_done_twice():
    workers = Processes(1)
    running, waiting = workers.run(sleep_long, timeout=60), workers.run(sleep_long, timeout=60)
    began = time.monotonic()
    workers.close()
    workers.close()

    for job in (running, waiting):
        with pytest.raises(WorkerLost, match=r"stopped|died"):
            job.result(10)
    assert time.monotonic() - began < 10
