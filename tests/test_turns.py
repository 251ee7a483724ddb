"""Many jobs are under way at once, never more than asked for, and one that fails is told apart."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from threading import enumerate as threads

import pytest

from pipeline.turns import as_they_finish


def test_every_task_comes_back_with_its_outcome():
    finished = [pair for together in as_they_finish(lambda number: number * 2, range(50), at_once=4, name="test") for pair in together]

    assert sorted(finished) == [(number, number * 2) for number in range(50)]


def test_what_a_job_raises_is_its_outcome():
    def job(number: int) -> int:
        return 1 // number

    ((zero, error),) = [pair for together in as_they_finish(job, [0, 1], at_once=2, name="test") for pair in together if pair[0] == 0]

    assert zero == 0
    assert isinstance(error, ZeroDivisionError)


def test_a_task_is_taken_only_when_there_is_room_for_it():
    taken, lock, most, under_way = [], Lock(), 0, 0

    def tasks():
        for number in range(30):
            taken.append(number)
            yield number

    def job(_number: int) -> None:
        nonlocal most, under_way
        with lock:
            under_way += 1
            most = max(most, under_way)
        with lock:
            under_way -= 1

    done = 0
    for together in as_they_finish(job, tasks(), at_once=3, name="test"):
        assert len(taken) - done <= 3
        done += len(together)

    assert (done, len(taken)) == (30, 30)
    assert most <= 3


def test_whoever_stops_asking_ends_what_has_not_begun_and_waits_for_nothing(monkeypatch):
    begun, was_let_go, second, go = [], [], Event(), Event()

    def job(number: int) -> None:
        begun.append(number)
        if number:
            second.set()
            was_let_go.append(go.wait(20))

    # One thread for three tasks: the last of them cannot have begun.
    monkeypatch.setattr("pipeline.turns.ThreadPoolExecutor", lambda _at_once, name: ThreadPoolExecutor(1, name))
    tasks = iter(range(100))
    turns = as_they_finish(job, tasks, at_once=3, name="stopped")
    assert next(turns) == [(0, None)]
    assert second.wait(20)
    turns.close()
    go.set()
    for thread in threads():
        if thread.name.startswith("stopped"):
            thread.join(20)

    assert (begun, was_let_go, next(tasks)) == ([0, 1], [True], 3)


def test_nothing_to_do_is_done_at_once():
    assert list(as_they_finish(pytest.fail, [], at_once=2, name="test")) == []
