"""A server that has no room."""

from probes.probe import ProbeFailed


class NoRoom(ProbeFailed):
    """There is no room for a measurement now: come back later. Says nothing against the line."""
