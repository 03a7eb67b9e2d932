"""Gathering: puts the probes over HTTP, once each, and collects the evidence."""
