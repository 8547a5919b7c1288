"""Who may come to the desk, and what no request gets past."""

import stat
import subprocess
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import argon2
import pytest
from click.testing import CliRunner

from kaklet.command_line import main
from kaklet.config import Loaded
from kaklet.desk.accounts import AccountError, Role
from kaklet.desk.app import ROUTES
from kaklet.desk.gate import HEADERS, Route
from kaklet.desk.login_pages import inside
from kaklet.desk.office import Office
from kaklet.desk.patience import LONGEST_SECONDS, Patience
from kaklet.desk.serving import check_open
from kaklet.desk.settings import DeskSettings
from kaklet.mail.desk import DeskError

if TYPE_CHECKING:
    from conftest import Browser, Clock

PASSWORD = "a sound long secret"  # noqa: S105 -- of the tests alone
Entering = Callable[[str, Role], Awaitable["Browser"]]

ALLOWED = {
    ("POST", "/logout"): {"editor", "grader", "reader"},
    ("GET", "/"): {"editor", "grader", "reader"},
    ("GET", "/mail"): {"editor", "reader"},
    ("GET", "/mail/{message}"): {"editor", "reader"},
    ("POST", "/mail/{message}/{what}"): {"editor"},
    ("GET", "/cases"): {"editor", "reader"},
    ("GET", "/cases/{case}"): {"editor", "reader"},
    ("GET", "/forms"): {"editor", "reader"},
    ("GET", "/forms/{case}"): {"editor"},
    ("POST", "/forms/{case}/start"): {"editor"},
    ("POST", "/forms/{case}/done"): {"editor"},
    ("GET", "/mappings"): {"editor", "reader"},
    ("GET", "/grading"): {"editor", "grader", "reader"},
    ("POST", "/grading"): {"editor", "grader"},
    ("GET", "/calls"): {"editor", "reader"},
    ("POST", "/calls/presses.json"): {"editor"},
    ("GET", "/calls/token.json"): {"editor"},
    ("GET", "/calls/to/{provider}"): {"editor"},
    ("GET", "/calls/{call}"): {"editor", "reader"},
    ("POST", "/calls/{call}"): {"editor"},
    ("GET", "/record"): {"editor", "reader"},
    ("GET", "/record/{kind}"): {"editor"},
    ("POST", "/record/{kind}"): {"editor"},
    ("GET", "/evidence/{sha256}"): {"editor", "reader"},
    ("GET", "/agents"): {"editor", "reader"},
    ("GET", "/plan"): {"editor", "reader"},
    ("POST", "/plan"): {"editor"},
}
"""What each role may do. A grader sees nothing that tells whose an answer is."""


def path_of(route: Route) -> str:
    """Return an address that the route answers at."""
    return route.path.format(
        message="0000", what="useful", case="0000", provider="none", call="none", kind="none", sha256="0"
    )


async def test_every_page_is_for_those_roles_that_the_table_names(entering: Entering) -> None:
    """Each route refuses each role that it is not for, and lets in each that it is for."""
    found = {(one.method, one.path) for one in ROUTES if one.roles is not None}
    assert found == set(ALLOWED)
    browsers = {role: await entering(role.value, role) for role in Role}
    for role, browser in browsers.items():
        token = await browser.token()
        for route in sorted((one for one in ROUTES if one.roles is not None), key=lambda one: one.path == "/logout"):
            response = await browser.client.request(
                route.method, path_of(route), headers={"X-Form-Token": token}, allow_redirects=False
            )
            refused = response.status == 403 and "Your account may not do this" in await response.text()
            assert refused == (role.value not in ALLOWED[route.method, route.path]), (role, route.path)


async def test_nobody_sees_a_page_without_logging_in(somebody: "Browser") -> None:
    """Pages lead to the login, forms are refused, and neither tells anything of the study's mail."""
    token = await somebody.token()
    for route in ROUTES:
        if route.roles is None:
            continue
        response = await somebody.client.request(
            route.method, path_of(route), headers={"X-Form-Token": token}, allow_redirects=False
        )
        assert response.status == (303 if route.method == "GET" else 401), route.path


async def test_every_answer_has_the_headers_that_protect_its_reader(maja: "Browser") -> None:
    """Pages, files and refusals alike: no script but the desk's own, no frame, no guessing of types."""
    for path in ("/", "/static/desk.css", "/nowhere", "/cases/none"):
        response = await maja.client.get(path)
        for name, value in HEADERS.items():
            assert response.headers[name] == value, (path, name)
    assert "unsafe-inline" not in HEADERS["Content-Security-Policy"]
    assert (await maja.client.get("/")).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "a b", ""])
async def test_the_desk_answers_to_no_strangers_name(maja: "Browser", host: str) -> None:
    """A name that is made to lead to this machine opens nothing (DNS rebinding)."""
    response = await maja.client.get("/", headers={"Host": host})
    assert response.status in {400, 421}


@pytest.mark.parametrize("host", ["localhost:8484", "127.0.0.1", "[::1]:8484", "192.0.2.7:80"])
async def test_the_desk_answers_to_addresses(maja: "Browser", host: str) -> None:
    """An address cannot be made to lead elsewhere."""
    assert (await maja.client.get("/", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_from_elsewhere_is_refused(maja: "Browser", headers: dict[str, str]) -> None:
    """Even with the right token, also where another program listens on this machine."""
    token = await maja.token()
    response = await maja.client.post("/logout", data={"form_token": token}, headers=headers)
    assert response.status == 403


async def test_a_form_without_its_token_is_refused(maja: "Browser") -> None:
    """Neither none, nor a wrong one, nor that of another visitor will do."""
    for token in ("", "0" * 64, "é"):
        assert (await maja.client.post("/logout", data={"form_token": token})).status == 403
    assert (await maja.client.post("/logout", json={})).status == 403


async def test_the_cookie_is_for_the_desk_alone(somebody: "Browser") -> None:
    """No script reads it, no other site sends it, and behind HTTPS nothing else carries it."""
    plain = (await somebody.client.get("/login")).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    somebody.client.session.cookie_jar.clear()
    proxied = await somebody.client.get("/login", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in proxied.headers["Set-Cookie"]


async def test_the_session_after_a_login_is_a_new_one(somebody: "Browser") -> None:
    """A token that somebody planted before is nobody's afterwards."""
    before = (await somebody.client.get("/login")).cookies
    planted = next(iter(before.values())).value
    response = await somebody.send("/login", name="Maja")
    assert next(iter(response.cookies.values())).value != planted


def kept_of(loaded: Loaded) -> bytes:
    """Return the file of accounts and sessions."""
    return Path(loaded.study.study.data, "desk.sqlite3").read_bytes()


async def test_a_session_outlasts_a_restart_and_ends_with_its_account(
    entering: Entering, office: Office, loaded: Loaded
) -> None:
    """The hash of its token lies on disk; removing the account ends it at once."""
    browser = await entering("maja", Role.READER)
    cookie = next(one for one in browser.client.session.cookie_jar if one.key == office.cookie)
    again = Office(loaded, DeskSettings(), now=office.now)
    assert again.sessions.visitor(cookie.value).name == "maja"
    assert cookie.value.encode() not in kept_of(loaded)
    again.accounts.remove("maja")
    assert office.sessions.visitor(cookie.value).role is None


async def test_a_name_without_account_is_nobody_once_there_are_accounts(
    maja: "Browser", office: Office, loaded: Loaded
) -> None:
    """The first account closes the desk to those who only said a name."""
    assert (await maja.client.get("/cases")).status == 200
    office.accounts.add("anna", Role.EDITOR, PASSWORD, office.now())
    assert (await maja.client.get("/cases", allow_redirects=False)).status == 303
    assert loaded.study.desk is None


async def test_a_step_of_the_clock_shuts_nobody_out(entering: Entering, clock: "Clock", office: Office) -> None:
    """Set forth by a year, it ends sessions, and one logs in again; set back, it ends none."""
    browser = await entering("maja", Role.EDITOR)
    clock.now -= timedelta(days=400)
    assert (await browser.client.get("/cases", allow_redirects=False)).status == 200
    clock.now += timedelta(days=800)
    assert (await browser.client.get("/cases", allow_redirects=False)).status == 303
    assert (await browser.send("/login", name="maja", password=PASSWORD)).status == 303
    assert (await browser.client.get("/cases", allow_redirects=False)).status == 200
    assert office.accounts.is_password("maja", PASSWORD)


async def test_a_wrong_password_opens_nothing(entering: Entering, somebody: "Browser") -> None:
    """Neither a wrong one nor the right one of another name."""
    await entering("maja", Role.EDITOR)
    assert (await somebody.send("/login", name="maja", password=PASSWORD.upper())).status == 403
    assert (await somebody.send("/login", name="nobody", password=PASSWORD)).status == 403
    assert (await somebody.client.get("/", allow_redirects=False)).status == 303


def test_each_wrong_try_makes_the_next_wait_longer() -> None:
    """The first is free; then half a second, one, two, up to the longest; elsewhere nobody waits."""
    now = [0.0]
    patience = Patience(lambda: now[0])
    waits = []
    for _ in range(8):
        wait = patience.wait(("maja", "192.0.2.1"))
        assert wait is not None
        waits.append(wait)
        now[0] += wait
    assert waits == [0, 0.5, 1, 2, 4, LONGEST_SECONDS, LONGEST_SECONDS, LONGEST_SECONDS]
    assert patience.wait(("maja", "192.0.2.2")) == 0
    patience.succeeded(("maja", "192.0.2.1"))
    assert patience.wait(("maja", "192.0.2.1")) == 0


def test_tries_at_once_wait_one_behind_the_other() -> None:
    """Many connections are no way around the pauses; those that would wait too long are sent away."""
    patience = Patience(lambda: 5.0)
    waits = [patience.wait(("maja", "192.0.2.1")) for _ in range(20)]
    told = [one for one in waits if one is not None]
    assert told == sorted(told)
    assert len(told) < 10
    assert waits[-1] is None


def test_patience_comes_back() -> None:
    """Nobody stays out: after a while of no tries all is forgiven."""
    now = [0.0]
    patience = Patience(lambda: now[0])
    for _ in range(20):
        patience.wait(("maja", "192.0.2.1"))
    now[0] += 2000
    assert patience.wait(("maja", "192.0.2.1")) == 0


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example/", "/\\evil.example", "cases", "/\n/x", ""])
def test_logging_in_leads_nowhere_else(to: str) -> None:
    """What follows a login is a page of the desk."""
    assert inside(to) == "/"
    assert inside("/cases?from=100") == "/cases?from=100"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "desk.example"])  # noqa: S104 -- refused
def test_another_address_needs_accounts(loaded: Loaded, office: Office, host: str) -> None:
    """Where other machines reach it, the desk does not open before there is an account."""
    with pytest.raises(DeskError, match="kaklet desk account add"):
        check_open(loaded, DeskSettings(host=host))
    check_open(loaded, DeskSettings(host="127.0.0.1"))
    check_open(loaded, DeskSettings(host="::1"))
    office.accounts.add("maja", Role.EDITOR, PASSWORD, office.now())
    check_open(loaded, DeskSettings(host=host))


def test_accounts_are_added_listed_and_removed_by_command(study_file: Path) -> None:
    """The password is asked for twice and shown nowhere; the file is for its owner alone."""
    runner = CliRunner()
    added = runner.invoke(
        main,
        ["desk", "account", "add", "maja", "--role", "grader", "--config", str(study_file)],
        input=f"{PASSWORD}\n{PASSWORD}\n",
    )
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    listed = runner.invoke(main, ["desk", "account", "list", "--config", str(study_file)])
    assert "maja" in listed.output
    assert "grader" in listed.output
    file = study_file.parent / "data" / "desk.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"$argon2id$" in file.read_bytes()
    for code, said in ((0, "no account any more"), (1, "has no account")):
        removed = runner.invoke(main, ["desk", "account", "remove", "maja", "--config", str(study_file)])
        assert removed.exit_code == code
        assert said in removed.output


@pytest.mark.parametrize(("name", "password"), [("maja", "short"), ("", PASSWORD), ("a\x07b", PASSWORD)])
def test_an_account_that_will_not_do_is_refused(office: Office, name: str, password: str) -> None:
    """A short password and an invisible name are told in a sentence."""
    with pytest.raises(AccountError):
        office.accounts.add(name, Role.READER, password, office.now())


def test_the_desk_needs_no_config_argument_twice(kaklet: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """`kaklet desk FILE` serves that file: here, that there is none is told."""
    result = kaklet("desk", "nowhere.toml")
    assert result.returncode == 1
    assert "nowhere.toml" in result.stderr


def test_passwords_cost_what_rfc_9106_asks_for() -> None:
    """By default 64 MiB and three passes: its second recommended choice (section 4)."""
    used = argon2.extract_parameters(argon2.PasswordHasher().hash("x"))
    assert used.type is argon2.Type.ID
    assert (used.memory_cost, used.time_cost) == (65536, 3)
