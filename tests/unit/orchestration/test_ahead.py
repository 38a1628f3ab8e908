"""Steps that go ahead of Dagster's job: what the job gets of them, and when no other step is begun."""

from __future__ import annotations

import threading

import pytest

from dagster_project.orchestration.ahead import ahead_of, result_of


def _fails() -> None:
    raise ValueError("the disk is gone")


def test_a_job_gets_the_results_of_the_steps_that_went_ahead() -> None:
    begun: list[str] = []

    def job() -> tuple[int, str]:
        return result_of("reading", lambda: -1), result_of("something else", lambda: "done now")

    def reading() -> int:
        begun.append(threading.current_thread().name)
        return 7

    assert ahead_of(job, {"reading": reading}) == (7, "done now")
    assert begun == [threading.main_thread().name]


def test_without_steps_ahead_the_work_is_done_when_it_is_asked_for() -> None:
    assert result_of("reading", lambda: 3) == 3


def test_after_a_step_that_failed_no_other_is_begun_and_the_job_learns_why() -> None:
    begun: list[str] = []

    def job() -> str:
        with pytest.raises(ValueError, match="the disk is gone"):
            result_of("reading", lambda: None)
        return "failed"

    assert ahead_of(job, {"reading": _fails, "building": lambda: begun.append("building")}) == "failed"
    assert begun == []


def test_when_the_job_is_over_no_step_is_begun() -> None:
    begun: list[str] = []

    def job() -> None:
        raise OSError("Dagster's disk is full")

    def slow() -> None:
        # The job has long failed when this step ends.
        threading.Event().wait(0.2)

    with pytest.raises(OSError, match="disk is full"):
        ahead_of(job, {"reading": slow, "building": lambda: begun.append("building")})
    assert begun == []


def test_an_interruption_ends_the_job_too() -> None:
    told: list[str] = []

    def job() -> None:
        try:
            result_of("building", lambda: None)
        except KeyboardInterrupt:
            told.append("interrupted")
            raise

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ahead_of(job, {"reading": interrupted, "building": lambda: None})
    assert told == ["interrupted"]
