"""One route's limit, learned from answers, on a clock that is moved by hand."""

from __future__ import annotations

from diagnose.cli.batch.bucket import Bucket


def told(limit: int, left: int, reset: float, prefix: str = "x-ratelimit-") -> dict[str, str]:
    return {f"{prefix}limit": str(limit), f"{prefix}remaining": str(left), f"{prefix}reset": f"{reset:g}"}


def learned(limit: int = 3, left: int = 2, reset: float = 60) -> Bucket:
    """A bucket after one answer at time 0."""
    bucket = Bucket()
    bucket.take()
    bucket.learn(told(limit, left, reset), 0.0, refused=False)
    return bucket


def test_before_the_first_answer_one_request_is_let_out() -> None:
    bucket = Bucket()
    assert bucket.delay(0.0) == 0
    bucket.take()
    assert bucket.delay(0.0) is None


def test_a_server_that_states_no_limit_has_none() -> None:
    bucket = Bucket()
    bucket.take()
    bucket.learn({"date": "…"}, 0.0, refused=False)
    for _ in range(9):
        bucket.take()
    assert bucket.delay(0.0) == 0


def test_a_server_that_does_not_answer_is_not_waited_for() -> None:
    bucket = Bucket()
    bucket.take()
    bucket.learn({}, 0.0, refused=False)
    bucket.take()
    assert bucket.delay(0.0) == 0


def test_what_is_left_goes_out_and_the_rest_waits_for_the_next_window() -> None:
    bucket = learned(left=2)
    for _ in range(2):
        assert bucket.delay(1.0) == 0
        bucket.take()
    assert bucket.delay(20.0) == 40


def test_the_next_window_has_the_whole_limit_less_what_is_under_way() -> None:
    bucket = learned(limit=3, left=1)
    bucket.take()
    assert bucket.delay(60.0) == 0
    bucket.take()
    bucket.take()
    assert bucket.delay(60.0) is None  # when this window ends is known from an answer only


def test_answers_in_another_order_do_not_give_back_what_is_used() -> None:
    bucket = learned(limit=10, left=9)
    for _ in range(9):
        bucket.take()
    bucket.learn(told(10, 7, 59), 1.0, refused=False)
    bucket.learn(told(10, 8, 59), 1.0, refused=False)
    assert bucket.delay(1.0) == 59


def test_what_others_use_of_the_same_limit_is_not_used_here() -> None:
    bucket = learned(limit=10, left=9)
    bucket.take()
    bucket.learn(told(10, 0, 59), 1.0, refused=False)
    assert bucket.delay(1.0) == 59


def test_a_refusal_is_obeyed_for_as_long_as_it_says() -> None:
    bucket = learned(limit=10, left=9)
    bucket.take()
    bucket.learn({"retry-after": "7"}, 1.0, refused=True)
    assert bucket.delay(1.0) == 59
    assert bucket.delay(60.0) == 0


def test_the_oldest_servers_names_are_understood() -> None:
    bucket = Bucket()
    bucket.take()
    bucket.learn(told(5, 0, 30, prefix="ratelimit-"), 0.0, refused=False)
    assert bucket.delay(0.0) == 30


def test_what_is_kept_for_others_is_not_taken() -> None:
    bucket = learned(left=1)
    bucket.promised = 1
    assert bucket.delay(1.0) == 59
    assert bucket.delay(1.0, promised=True) == 0


def test_numbers_that_are_none_are_not_believed() -> None:
    bucket = Bucket()
    bucket.take()
    bucket.learn({"x-ratelimit-limit": "many", "x-ratelimit-remaining": "-1"}, 0.0, refused=False)
    assert bucket.delay(0.0) == 0
