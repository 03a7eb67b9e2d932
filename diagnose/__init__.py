"""Asks an Infisical server and decides why it rejects a machine identity's credentials.

`check`, `explain`, `judge` and `render` are the library; what they are is told in `diagnose.api`, and loaded when the
first of them is used.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = [
    "Action",
    "Confidence",
    "Diagnosis",
    "Era",
    "Evidence",
    "LeakFound",
    "Limits",
    "State",
    "Status",
    "UsageProblem",
    "Verdict",
    "check",
    "check_async",
    "explain",
    "explain_async",
    "judge",
    "load_evidence",
    "render",
    "save_evidence",
]

if TYPE_CHECKING:
    from diagnose.api import (
        Action,
        Confidence,
        Diagnosis,
        Era,
        Evidence,
        LeakFound,
        Limits,
        State,
        Status,
        UsageProblem,
        Verdict,
        check,
        check_async,
        explain,
        explain_async,
        judge,
        load_evidence,
        render,
        save_evidence,
    )
else:

    def __getattr__(name):  # noqa: ANN001, ANN202 - type checkers see the names above, and no others
        """Load the library when the first of its names is used: `--help` must not wait for it."""
        if name not in __all__:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        from importlib import import_module

        return getattr(import_module("diagnose.api"), name)

    def __dir__():  # noqa: ANN202 - as above
        """The names of the library, loaded or not."""
        return sorted({*globals(), *__all__})
