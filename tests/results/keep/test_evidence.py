"""Raw bytes: kept once, whole, for the study's own account only, and never believed once they were altered."""

import hashlib
import os
import resource
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.keep import EvidenceFolder, StoreError, StoreFullError


def files(folder: Path) -> list[Path]:
    """List every file under *folder*."""
    return [path for path in folder.rglob("*") if path.is_file()]


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_come_back_under_their_hash(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """The name of the evidence is its SHA-256, and the bytes come back as they were."""
    folder = EvidenceFolder(tmp_path_factory.mktemp("any"))
    sha256 = folder.put(content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert folder.get(sha256) == content


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    """A second delivery of the same mail makes no second file."""
    folder = EvidenceFolder(tmp_path)
    assert folder.put(b"mail") == folder.put(b"mail")
    assert len(files(tmp_path)) == 1


def test_altered_bytes_are_not_given_out(tmp_path: Path) -> None:
    """Evidence that somebody has touched is as good as missing."""
    folder = EvidenceFolder(tmp_path)
    sha256 = folder.put(b"We answer within an hour.")
    (file,) = files(tmp_path)
    file.chmod(0o600)
    file.write_bytes(b"We answer within a minute.")
    with pytest.raises(KeyError, match=sha256):
        folder.get(sha256)


def test_missing_bytes_are_a_key_error(tmp_path: Path) -> None:
    """What was never kept is not there."""
    with pytest.raises(KeyError):
        EvidenceFolder(tmp_path).get("00" * 32)


def test_only_the_study_s_account_may_read(tmp_path: Path) -> None:
    """Mail is personal: no other account reads it, and its own account does not alter it by accident."""
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.put(b"mail")
    (file,) = files(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond *size* bytes: the system then refuses as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    """Whole or not at all: no half file, no temporary file, and a second try succeeds."""
    folder = EvidenceFolder(tmp_path)
    content = os.urandom(10_000)
    with largest_file(4_096), pytest.raises(StoreError):
        folder.put(content)
    assert files(tmp_path) == []
    assert folder.get(folder.put(content)) == content


def test_a_full_disk_leaves_nothing(small_disk: Path) -> None:
    """A disk without room refuses the whole of it."""
    folder = EvidenceFolder(small_disk / "evidence")
    (small_disk / "filler").write_bytes(bytes(15 << 20))
    with pytest.raises(StoreFullError, match="free some space"):
        folder.put(bytes(2 << 20))
    assert files(small_disk / "evidence") == []


def test_what_is_removed_is_gone(tmp_path: Path) -> None:
    """Bytes whose time has come are there no more, those beside them are, and removing twice is no error."""
    folder = EvidenceFolder(tmp_path)
    gone, stays = folder.put(b"gone"), folder.put(b"stays")
    for _ in range(2):
        folder.remove(gone)
    assert (folder.has(gone), folder.has(stays)) == (False, True)
    assert [path.read_bytes() for path in files(tmp_path)] == [b"stays"]
    with pytest.raises(KeyError):
        folder.get(gone)


def test_removing_where_nothing_was_ever_kept(tmp_path: Path) -> None:
    """What was never there is no error either."""
    folder = EvidenceFolder(tmp_path)
    folder.remove("ab" * 32)
    assert not folder.has("ab" * 32)
