"""
How long a fixed reference page takes to load over a line.

Source: FCC, Measuring Broadband America, technical appendix, web browsing (measured by SamKnows): the time in which a
page and the images, scripts and style sheets that it names are there. A page that was not whole is no load, and one
that is not the agreed page is another page: both are told, and neither is in a figure.
"""

import msgspec

from results.judge.line.durations import Taken

SOURCE = "FCC, Measuring Broadband America, technical appendix, web browsing"


class PageFound(msgspec.Struct, frozen=True, kw_only=True):
    """One reference page, over one line or over all lines of a plan."""

    task: str
    provider: str
    """Whose page it is: the id of a control or provider."""
    n: int
    """Loads of the whole page, which are what the times are of."""
    failed: int
    """Loads in which the page, or a part of it, did not come."""
    changed: int
    """Loads of what is not the same page: in no figure."""
    unknown: int
    """Slots of which nothing is known, by the prober's own fault; those that were paused are none."""
    page_seconds: Taken
    """The whole page."""
    first_byte_seconds: Taken
    """From the beginning to the first byte of the document."""
    resources: int | None = None
    """How many the page names; None where it never came."""
    page_bytes: int | None = None
    """All that it consists of."""
