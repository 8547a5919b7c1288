"""A certificate that nears its end is told of in time: somebody has to carry the next one to the vantage."""

import logging
from datetime import datetime
from pathlib import Path

from kaklet.fleet.certificates import end_of
from kaklet.fleet.errors import FleetError
from kaklet.fleet.folder import NEARING
from probes.probe import utc_now

log = logging.getLogger(__name__)


def warn_of_end(certificate: Path, agent: str, now: datetime | None = None) -> None:
    """Warn if the file *certificate* of *agent* ends soon, or has ended. One that cannot be read is told elsewhere."""
    try:
        left = (until := end_of(certificate.read_bytes())) - (now or utc_now())
    except (OSError, FleetError):
        return
    if left < NEARING:
        ends = "ends" if left.total_seconds() > 0 else "ended"
        log.warning("The certificate of %s %s on %s: kaklet fleet enrol %s --renew.", agent, ends, until.date(), agent)
