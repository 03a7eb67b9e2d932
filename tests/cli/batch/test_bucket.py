"""One route's limit, learned from answers, on a clock that is moved by hand."""

from __future__ import annotations

from diagnose.cli.batch.bucket import UNDER_WAY_S, Bucket


def told(limit: int, left: int, reset: float, prefix: str = "x-ratelimit-") -> dict[str, str]:
    return {f"{prefix}limit": str(limit), f"{prefix}remaining": str(left), f"{prefix}reset": f"{reset:g}"}


def learned(limit: int = 3, left: int = 2, reset: float = 60) -> Bucket:
    """A bucket after one answer at time 0."""
    bucket = Bucket()
    bucket.take(0.0)
    bucket.learn(told(limit, left, reset), 0.0, refused=False)
    return bucket


def after(bucket: Bucket, now: float = 0.0) -> Bucket:
    """The bucket of the next run, where this one is killed at that moment."""
    level = bucket.level(now)
    assert level is not None
    return Bucket(level)


def room(bucket: Bucket, now: float) -> int:
    """How many requests go out at that moment."""
    number = 0
    while bucket.delay(now) == 0:
        bucket.take(now)
        number += 1
    return number


def test_before_the_first_answer_one_request_is_let_out() -> None:
    bucket = Bucket()
    assert bucket.delay(0.0) == 0
    bucket.take(0.0)
    assert bucket.delay(0.0) is None


def test_a_server_that_states_no_limit_has_none() -> None:
    bucket = Bucket()
    bucket.take(0.0)
    bucket.learn({"date": "…"}, 0.0, refused=False)
    for _ in range(9):
        bucket.take(0.0)
    assert bucket.delay(0.0) == 0


def test_a_server_that_does_not_answer_is_not_waited_for() -> None:
    bucket = Bucket()
    bucket.take(0.0)
    bucket.learn({}, 0.0, refused=False)
    bucket.take(0.0)
    assert bucket.delay(0.0) == 0


def test_what_is_left_goes_out_and_the_rest_waits_for_the_next_window() -> None:
    bucket = learned(left=2)
    for _ in range(2):
        assert bucket.delay(1.0) == 0
        bucket.take(0.0)
    assert bucket.delay(20.0) == 40


def test_the_next_window_has_the_whole_limit_less_what_is_under_way() -> None:
    bucket = learned(limit=3, left=1)
    bucket.take(0.0)
    assert bucket.delay(60.0) == 0
    bucket.take(0.0)
    bucket.take(0.0)
    assert bucket.delay(60.0) is None  # when this window ends is known from an answer only


def test_answers_in_another_order_do_not_give_back_what_is_used() -> None:
    bucket = learned(limit=10, left=9)
    for _ in range(9):
        bucket.take(0.0)
    bucket.learn(told(10, 7, 59), 1.0, refused=False)
    bucket.learn(told(10, 8, 59), 1.0, refused=False)
    assert bucket.delay(1.0) == 59


def test_what_others_use_of_the_same_limit_is_not_used_here() -> None:
    bucket = learned(limit=10, left=9)
    bucket.take(0.0)
    bucket.learn(told(10, 0, 59), 1.0, refused=False)
    assert bucket.delay(1.0) == 59


def test_a_refusal_is_obeyed_for_as_long_as_it_says() -> None:
    bucket = learned(limit=10, left=9)
    bucket.take(0.0)
    bucket.learn({"retry-after": "7"}, 1.0, refused=True)
    assert bucket.delay(1.0) == 59
    assert bucket.delay(60.0) == 0


def test_the_oldest_servers_names_are_understood() -> None:
    bucket = Bucket()
    bucket.take(0.0)
    bucket.learn(told(5, 0, 30, prefix="ratelimit-"), 0.0, refused=False)
    assert bucket.delay(0.0) == 30


def test_what_is_kept_for_others_is_not_taken() -> None:
    bucket = learned(left=1)
    bucket.promised = 1
    assert bucket.delay(1.0) == 59
    assert bucket.delay(1.0, promised=True) == 0


def test_numbers_that_are_none_are_not_believed() -> None:
    bucket = Bucket()
    bucket.take(0.0)
    bucket.learn({"x-ratelimit-limit": "many", "x-ratelimit-remaining": "-1"}, 0.0, refused=False)
    assert bucket.delay(0.0) == 0


def test_a_late_answer_of_the_window_before_tells_nothing_of_the_next_one() -> None:
    bucket = learned(limit=9, left=8)
    bucket.take(59.0)
    assert room(bucket, 61.0) == 8
    bucket.learn(told(9, 0, 1), 62.0, refused=False)
    assert bucket.delay(63.0) is None


def test_a_window_whose_requests_are_never_answered_is_over_at_its_latest_end() -> None:
    bucket = learned(limit=2, left=0)
    assert room(bucket, 60.0) == 2
    for _ in range(2):
        bucket.learn({}, 70.0, refused=False)
    assert bucket.delay(70.0) == 60 + UNDER_WAY_S + 60 - 70
    assert room(bucket, 60 + UNDER_WAY_S + 60) == 2


def test_what_a_killed_run_has_spent_and_had_under_way_is_spent() -> None:
    bucket = learned(limit=10, left=9)
    for _ in range(5):
        bucket.take(1.0)
    bucket.learn(told(10, 4, 59), 1.0, refused=False)
    later = after(bucket, 1.0)
    assert room(later, 1.0 + UNDER_WAY_S) == 4
    assert later.delay(1.0 + UNDER_WAY_S) == 59 - UNDER_WAY_S


def test_what_a_killed_run_had_under_way_may_be_counted_after_the_first_answers() -> None:
    bucket = learned(limit=10, left=9)
    for _ in range(2):
        bucket.take(1.0)
    later = after(bucket, 1.0)
    later.take(2.0)
    later.learn(told(10, 8, 58), 2.0, refused=False)  # the server has seen neither of the two
    assert room(later, 2.0) == 10 - 1 - 2 - 1 - 2


def test_what_a_killed_run_had_under_way_may_be_counted_in_the_next_window() -> None:
    bucket = learned(limit=10, left=9)
    for _ in range(4):
        bucket.take(59.0)
    assert room(after(bucket, 59.0), 60.0) == 10 - 4


def test_what_runs_had_under_way_that_were_killed_one_after_the_other_adds_up() -> None:
    bucket = learned(limit=10, left=9)
    bucket.take(58.0)
    bucket = after(bucket, 58.0)
    bucket.take(59.0)
    assert room(after(bucket, 59.0), 60.0) == 10 - 2


def test_where_more_is_under_way_than_may_go_out_the_wait_has_an_end() -> None:
    bucket = learned(limit=2, left=2)
    assert room(bucket, 59.0) == 2
    later = after(bucket, 59.0)
    assert later.delay(60.0) == 59 + UNDER_WAY_S - 60
    assert room(later, 59 + UNDER_WAY_S) == 2


def test_a_run_that_is_killed_before_its_first_answer_leaves_a_request_under_way() -> None:
    bucket = Bucket()
    bucket.take(0.0)
    later = after(bucket)
    assert (later.delay(1.0), room(later, 1.0)) == (0, 1)
    later.learn(told(10, 9, 60), 1.0, refused=False)
    assert room(later, 1.0) == 9 - 1


def test_a_new_window_whose_end_is_not_known_is_over_at_its_latest_end_for_the_next_run() -> None:
    bucket = learned(limit=2, left=0)
    assert room(bucket, 60.0) == 2
    later = after(bucket, 60.0)
    assert later.delay(60.0 + UNDER_WAY_S) == 60
    assert room(later, 60.0 + UNDER_WAY_S + 60) == 2


def test_of_a_server_that_states_no_limit_nothing_is_to_be_known_later() -> None:
    bucket = Bucket()
    bucket.take(0.0)
    bucket.learn({}, 0.0, refused=False)
    assert bucket.level(0.0) is None


def test_only_an_answer_that_tells_more_than_was_counted_is_news() -> None:
    bucket = learned(limit=10, left=9)
    bucket.take(1.0)
    bucket.take(1.0)
    assert bucket.learn(told(10, 8, 59), 1.0, refused=False) is False
    assert bucket.learn(told(10, 3, 59), 1.0, refused=False) is True


def test_a_level_is_worth_nothing_when_the_next_window_has_begun_and_nothing_is_under_way() -> None:
    bucket = learned(reset=60)
    bucket.take(5.0)
    level = bucket.level(5.0)
    assert level is not None
    assert (level.until, level.moved(-5).until) == (5 + UNDER_WAY_S + 60, UNDER_WAY_S + 60)
