"""A text without a refusal says what it shows, not that all is well."""

from __future__ import annotations

from diagnose.model import Status
from tests.intake.texts import explained


def test_lines_that_name_infisical_and_cannot_be_read_are_counted_and_the_most_telling_quoted() -> None:
    verdict = explained(b"start\ninfisical agent is up\nERROR infisical wobbled, cannot go on\n").verdict
    assert verdict.status is Status.INCONCLUSIVE
    assert verdict.headline == "3 lines read; 2 mention Infisical; none of them could be read as a refusal."
    assert "“ERROR infisical wobbled, cannot go on”" in verdict.notes[0]


def test_a_text_that_does_not_name_infisical_says_so() -> None:
    assert (
        explained(b"hello\n").verdict.headline == "1 line read; none mentions Infisical or shows an answer of its API."
    )


def test_a_line_that_proves_that_infisical_worked_is_named_with_what_failed() -> None:
    worked = "9:41AM INF Injecting 12 Infisical secrets into your application process"
    verdict = explained(f"{worked}\nPOST https://api.shop.example/pay 401 declined\n".encode()).verdict
    assert verdict.cause is None
    assert verdict.headline.startswith("Infisical let the credential in")
    assert "Injecting 12 Infisical secrets" in verdict.notes[0]
    assert "401 declined" in verdict.notes[0]


def test_a_secret_is_not_quoted() -> None:
    secret = "7b3d6971690e5476191d967f662b355cd2fad51fdf08bd41d872b909ae3efbd7"
    verdict = explained(f"infisical failed with --client-secret={secret}\n".encode()).verdict
    assert secret not in repr(verdict)
