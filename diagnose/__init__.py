"""Asks an Infisical server and decides why it rejects a machine identity's credentials."""

__version__ = "0.1.0"
