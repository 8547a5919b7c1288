"""The study file: what is right is taken, and what is wrong is named with the key and the mend."""

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kaklet.config import ConfigError, load
from probes import KINDS

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "config.toml"
BAD = sorted((HERE / "bad_configs").glob("*.toml"))
MARK = "# expects: "


def expected(file: Path) -> list[str]:
    """Read the messages that *file* names in its first lines."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(MARK).replace("{kinds}", ", ".join(KINDS)) for line in lines if line.startswith(MARK)]


def test_the_shipped_study_loads() -> None:
    """config.toml is right, has a series for each task at each provider, and its own hash."""
    loaded = load(SHIPPED)
    study = loaded.study
    assert len(study.provider) == 5
    assert len(study.series()) == len(study.task) * len(study.provider)
    assert loaded.sha256 == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()


def test_what_init_writes_passes_check(kaklet: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """The study that a newcomer starts from is right as it stands."""
    made = kaklet("init", "mine.toml")
    assert (made.returncode, made.stderr) == (0, "")
    checked = kaklet("check", "mine.toml", INBOX_PASSWORD="x")  # noqa: S106 -- no secret
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("mine.toml is right.")
    assert load(tmp_path / "mine.toml").study.study.demonstration is False


def test_relative_paths_are_relative_to_the_file(tmp_path: Path, study: Path) -> None:
    """Wherever the command is started, the data lies beside the study."""
    assert load(study).study.study.data == str(tmp_path / "data")


def test_absolute_paths_stay_as_they_are(study: Path, tmp_path: Path) -> None:
    """A data folder elsewhere is taken at its word."""
    elsewhere = tmp_path / "elsewhere"
    study.write_text(study.read_text().replace('data = "data"', f'data = "{elsewhere}"'))
    assert load(study).study.study.data == str(elsewhere)


def test_a_target_that_a_provider_lacks_makes_no_series(study: Path) -> None:
    """A door that is not offered is not asked."""
    study.write_text(f'{study.read_text()}\n[[provider]]\nid = "beta"\nname = "Beta"\ntarget = {{}}\n')
    assert [series.target.provider for series in load(study).study.series()] == ["alpha"]


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_mistake_is_told_exactly(file: Path) -> None:
    """Each bad study gives the messages in its first lines, all of them at once, and no other."""
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert str(caught.value).splitlines() == [f"{file}: {line}" for line in expected(file)]


def test_there_is_a_bad_study_for_every_sort_of_mistake() -> None:
    """The folder is found and each of its files says what it expects."""
    assert len(BAD) >= 50
    assert all(expected(file) for file in BAD)


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    """The first thing that a newcomer sees says what to do."""
    with pytest.raises(ConfigError, match="does not exist: write one with `kaklet init`, or name yours"):
        load(tmp_path / "none.toml")


def test_a_folder_is_no_study(tmp_path: Path) -> None:
    """What cannot be read says why."""
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\)"):
        load(tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"= 1", b"[study"], ids=["bytes", "no key", "open table"])
def test_what_is_no_toml_is_told(tmp_path: Path, content: bytes) -> None:
    """Bytes of another kind end in a sentence, not in a traceback."""
    file = tmp_path / "study.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match="is not TOML"):
        load(file)
