"""Raw bytes under their own SHA-256: mail, forms and answers as they came, before anything parses them."""

import hashlib
import os
import tempfile
from pathlib import Path

from results.keep.errors import told


class EvidenceFolder:
    """
    A folder of files named by their content: ``ab/cdef...``. Nothing in it is ever altered.

    The same bytes are kept once. A file is written whole or not at all, also when the machine stops in between.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep *content* and return its SHA-256 in hexadecimal. Raises `StoreError` if the disk does not take it."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            try:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _write_whole(path, content)
            except OSError as error:
                raise told(error, path) from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return what was kept under *sha256*; raise `KeyError` if it is missing or no longer what it was."""
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(sha256) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise KeyError(sha256)
        return content

    def has(self, sha256: str) -> bool:
        """Whether something is kept under *sha256*."""
        return self._path(sha256).exists()

    def remove(self, sha256: str) -> None:
        """Remove what is kept under *sha256*, for good. If nothing is there, that is no error."""
        path = self._path(sha256)
        try:
            if path.exists():
                path.unlink()
                _sync_folder(path.parent)
        except OSError as error:
            raise told(error, path) from error

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:]


def _write_whole(path: Path, content: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            # Mail is personal: for the study's own account only, and not to be altered by accident.
            os.fchmod(file.fileno(), 0o400)
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut: the database is about to refer to it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
