"""What can be wrong with the place where facts are kept, each as one sentence that says what to do."""

import errno
import sqlite3
from pathlib import Path


class StoreError(Exception):
    """The store cannot do what was asked: one sentence that says what to do."""


class StoreFullError(StoreError):
    """There is no room left for another row."""


class StoreBusyError(StoreError):
    """Another program has the file locked; the same call may succeed later."""


def is_full(error: BaseException) -> bool:
    """Tell whether *error* means that there is no room left on the disk."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    # SQLite reports a failed write to the log as an I/O error of its own.
    return getattr(error, "sqlite_errorcode", None) in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}


def told(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """Turn what SQLite or the system says into a sentence that says what to do."""
    said = str(error)
    if is_full(error):
        return StoreFullError(f"The disk with {path} is full: free some space, then start again.")
    if "locked" in said or "busy" in said:
        return StoreBusyError(f"{path} is locked by another program: close that program, then try again.")
    if "not a database" in said or "malformed" in said:
        return StoreError(
            f"{path} is not a sound Kaklet database: restore it from a copy, or name another data folder."
        )
    if "readonly" in said or "unable to open" in said or isinstance(error, PermissionError):
        return StoreError(f"{path} cannot be written: give this account the right to write there.")
    return StoreError(f"{path} cannot be used ({said}): check the disk and the file's rights.")
