"""What evidence means: the checks, the knowledge about servers, and what the evidence leaves standing.

Everything here is pure: no network, clock, environment; time comes from the evidence. `registry` lists the checks, and
is loaded when something is judged: what is asked first hangs on the case alone.
"""
