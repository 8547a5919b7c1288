"""`kaklet mail classify` as a person types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LETTERS = Path(__file__).parents[2] / "results" / "judge" / "mail" / "letters"
ACK = (
    "From: Help <help@desk.example>\r\nTo: {to}@study.example\r\nSubject: {subject}\r\nMessage-ID: <{to}@desk.example>"
    "\r\n\r\nThe team is on it as we speak and the colleagues on the late shift know of it too.\r\n"
)


def classify(*paths: Path, as_json: bool = True) -> tuple[int, list[str], str]:
    """Run the command and return its exit code, its lines and what it said on standard error."""
    command = [sys.executable, "-m", "kaklet", "mail", "classify", *map(str, paths)]
    done = subprocess.run([*command, "--json"] if as_json else command, capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout.decode().splitlines(), done.stderr.decode()


def test_each_letter_gets_a_line() -> None:
    """One JSON object for each file, in their order, with the documented keys."""
    paths = [min((LETTERS / kind).iterdir()) for kind in ("human", "bounce", "out_of_office")]
    code, lines, said = classify(*paths)
    assert (code, said) == (0, "")
    found = [json.loads(line) for line in lines]
    assert [one["path"] for one in found] == [str(path) for path in paths]
    assert [one["verdict"] for one in found] == ["human", "bounce", "out_of_office"]
    assert all(set(one) == {"path", "verdict", "reasons", "vendor", "ticket", "language"} for one in found)


def test_what_is_no_mail_does_not_stop_the_rest(tmp_path: Path) -> None:
    """A picture and a missing file are named, the mail beside them is judged, and the exit code says so."""
    picture = tmp_path / "picture.eml"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    good = min((LETTERS / "human").iterdir())
    code, lines, said = classify(picture, tmp_path / "missing.eml", good)
    assert (code, said) == (1, "")
    found = [json.loads(line) for line in lines]
    assert [set(one) for one in found[:2]] == [{"path", "error"}] * 2
    assert found[2]["verdict"] == "human"


def test_two_files_show_each_other_to_be_a_template(tmp_path: Path) -> None:
    """The same words in two answers were not typed twice; in one file alone nothing gives them away."""
    one, two = tmp_path / "one.eml", tmp_path / "two.eml"
    one.write_text(ACK.format(to="a", subject="Re: How short may a TTL be?"))
    two.write_text(ACK.format(to="b", subject="Re: Backups"))
    assert json.loads(classify(one)[1][0])["verdict"] == "human"
    assert [json.loads(line)["verdict"] for line in classify(one, two)[1]] == ["auto_ack"] * 2


def test_a_copy_of_the_same_mail_proves_nothing(tmp_path: Path) -> None:
    """A mail that lies in two folders is one mail."""
    one, two = tmp_path / "one.eml", tmp_path / "two.eml"
    for path in (one, two):
        path.write_text(ACK.format(to="a", subject="Re: Backups"))
    assert [json.loads(line)["verdict"] for line in classify(one, two)[1]] == ["human"] * 2


def test_a_mail_that_was_posted_again_proves_nothing(tmp_path: Path) -> None:
    """Equal words to the same address, in the same thread, answer one question, whatever their Message-ID."""
    one, two = tmp_path / "one.eml", tmp_path / "two.eml"
    for number, path in enumerate((one, two)):
        path.write_text(ACK.format(to="a", subject="Re: Backups").replace("<a@desk", f"<{number}@desk"))
    assert [json.loads(line)["verdict"] for line in classify(one, two)[1]] == ["human"] * 2


def test_new_letters_to_one_address_show_no_template(tmp_path: Path) -> None:
    """What somebody writes twice without being asked, under two subjects, answers nothing."""
    one, two = tmp_path / "one.eml", tmp_path / "two.eml"
    for path, subject in ((one, "The late shift"), (two, "The early shift")):
        path.write_text(ACK.format(to="a", subject=subject).replace("<a@desk", f"<{path.stem}@desk"))
    assert [json.loads(line)["verdict"] for line in classify(one, two)[1]] == ["human"] * 2


def test_strangers_with_equal_words_show_no_template(tmp_path: Path) -> None:
    """What two houses write in the same words is a saying, not the template of either."""
    one, two = tmp_path / "one.eml", tmp_path / "two.eml"
    one.write_text(ACK.format(to="a", subject="Re: How short may a TTL be?"))
    two.write_text(ACK.format(to="b", subject="Re: Backups").replace("desk.example", "other.test"))
    assert [json.loads(line)["verdict"] for line in classify(one, two)[1]] == ["human"] * 2


def test_for_people_it_is_a_line_of_text() -> None:
    """Without --json each line is path, verdict and reasons."""
    path = min((LETTERS / "bounce").iterdir())
    _, lines, _ = classify(path, as_json=False)
    assert lines[0].startswith(f"{path}: bounce (")
