"""How what runs for long says what happens to it."""

import logging
from datetime import UTC, datetime


def log_to_stderr() -> None:
    """Log one line an event, with the time in UTC; APScheduler only when something is wrong with it."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%S")
    formatter.converter = lambda seconds: datetime.fromtimestamp(seconds or 0, UTC).timetuple()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
