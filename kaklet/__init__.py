"""The front door: the command line, the study's configuration, the daemon, and a demonstration of all of it."""

from importlib.metadata import version

__version__ = version("kaklet")
