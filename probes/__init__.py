"""
How it is asked: one file for each kind of probe, one runner in `probes.probe`.

A new kind is a file here, its name in `AnyProbe`, a test in tests/probes/ and a task in ``config.toml``.
"""

from typing import get_args

from probes.http import HttpProbe
from probes.support_email import SupportEmailProbe
from probes.support_form import SupportFormProbe

AnyProbe = HttpProbe | SupportEmailProbe | SupportFormProbe

KINDS: dict[str, type[AnyProbe]] = {probe.__struct_config__.tag: probe for probe in get_args(AnyProbe)}
"""Each kind by its name in ``config.toml``."""


def kind_of(probe: AnyProbe) -> str:
    """Tell the name of *probe*'s kind."""
    return str(probe.__struct_config__.tag)
