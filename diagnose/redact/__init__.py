"""Takes secrets out of a text before anything else sees it, and lists what was taken out."""

from diagnose.redact.redactor import Redactor

__all__ = ["Redactor"]
