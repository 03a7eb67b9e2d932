"""The nouns of the project: what is asked, what came back, and what it means. Imports nothing of ours, does nothing."""

from diagnose.model.access import Access, AccessRule, Addition, Comparison
from diagnose.model.diagnosis import (
    Diagnosis,
    FaqItem,
    Finding,
    GateResult,
    GateState,
    Refinement,
    Second,
    Server,
    State,
    Status,
    Verdict,
)
from diagnose.model.evidence import OTHER_REGION, Evidence, Intake, Privileged, Redaction, Spent, Token
from diagnose.model.exchange import NOT_SENT, WRAPPED, Answer, Confidence, Envelope, Exchange, Sent, Silence
from diagnose.model.target import Action, Cost, CredentialFacts, CredentialKind, Era, Oddity, Target, Trait
from diagnose.model.text import Text

__all__ = [
    "NOT_SENT",
    "OTHER_REGION",
    "WRAPPED",
    "Access",
    "AccessRule",
    "Action",
    "Addition",
    "Answer",
    "Comparison",
    "Confidence",
    "Cost",
    "CredentialFacts",
    "CredentialKind",
    "Diagnosis",
    "Envelope",
    "Era",
    "Evidence",
    "Exchange",
    "FaqItem",
    "Finding",
    "GateResult",
    "GateState",
    "Intake",
    "Oddity",
    "Privileged",
    "Redaction",
    "Refinement",
    "Second",
    "Sent",
    "Server",
    "Silence",
    "Spent",
    "State",
    "Status",
    "Target",
    "Text",
    "Token",
    "Trait",
    "Verdict",
]
