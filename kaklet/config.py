"""The study file: what is compared, from where, how often, by which rules."""

import hashlib
import os
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from kaklet.checks.study import check
from kaklet.decoding import Decoder, Problem
from kaklet.mail.account import Secret
from kaklet.study import Study

PATH_KEYS = frozenset({"ca_file", "data", "file", "path"})
"""Keys that hold a path. A relative one is relative to the folder of the study file."""


class ConfigError(Exception):
    """The study file is not right. One line for each problem: the file, the key's path, and what would be right."""

    def __init__(self, file: Path, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{file}: {path + ' ' if path else ''}{words}" for path, words in problems))
        self.problems = problems


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A study with what identifies the file that it was read from."""

    study: Study
    file: Path
    sha256: str


def load(file: Path) -> Loaded:
    """Read the study *file*. Raises `ConfigError` with all problems that were found in it."""
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = "does not exist: write one with `kaklet init`, or name yours"
        if not isinstance(error, FileNotFoundError):
            reason = f"cannot be read ({error.strerror}): correct its name or its rights"
        raise ConfigError(file, [Problem("", reason)]) from None
    try:
        data = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(file, [Problem("", f"is not TOML: {error}")]) from None
    decoder = Decoder()
    study = decoder.struct(_with_paths(data, file.resolve().parent), Study, "")
    if study is not None:
        check(study, decoder.complain)
    if study is None or decoder.problems:
        raise ConfigError(file, decoder.problems)
    return Loaded(study=study, file=file, sha256=hashlib.sha256(content).hexdigest())


def reveal(secret: Secret, *, key: str, file: Path) -> str:
    """Read a secret from where the study file says it is. Raises `ConfigError` if it is not there."""
    if secret.env is not None:
        if value := os.environ.get(secret.env):
            return value
        raise ConfigError(file, [Problem(key, f"is to be in the environment variable {secret.env}: set that variable")])
    try:
        value = Path(secret.file or "").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(
            file, [Problem(key, f"is to be in {secret.file}, which cannot be read: {error.strerror}")]
        ) from None
    except UnicodeDecodeError:
        value = ""
    if not value:
        raise ConfigError(file, [Problem(key, f"is to be in {secret.file}, which holds no UTF-8 text: write it there")])
    return value


def _with_paths(data: Any, folder: Path) -> Any:  # noqa: ANN401 -- TOML of any shape
    if isinstance(data, list):
        return [_with_paths(one, folder) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: str(folder / value) if key in PATH_KEYS and isinstance(value, str) else _with_paths(value, folder)
        for key, value in data.items()
    }
