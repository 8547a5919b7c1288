"""A made-up study with mail in it, and its desk on a free port of this machine."""

import re
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from argon2 import PasswordHasher
from click.testing import CliRunner

from kaklet.command_line import main
from kaklet.config import Loaded, load
from kaklet.daemon import database
from kaklet.desk import accounts
from kaklet.desk.accounts import Role
from kaklet.desk.app import make_app
from kaklet.desk.office import Office
from kaklet.desk.settings import DeskSettings
from kaklet.simulate.plan import START
from results.keep import Store

DAYS = 3
PASSWORD = "a sound long secret"  # noqa: S105 -- of the tests alone
PHONE = """phone = { number = "+46 8 123 456", hours = { zone = "Europe/Stockholm", mon = ["09:00-17:00"] } }

[provider.target]"""
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with less work: what they cost is not what these tests look at."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "_HASHER", hasher)
    monkeypatch.setattr(accounts, "_NOBODYS", hasher.hash("the password of nobody"))


@pytest.fixture(scope="session")
def made_up_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a study up once; its first provider has a phone."""
    file = tmp_path_factory.mktemp("made-up") / "study.toml"
    arguments = ["--providers", "3", "--days", str(DAYS), "--seed", "1", "--every", "900", "--out", str(file)]
    result = CliRunner().invoke(main, ["simulate", *arguments])
    assert result.exit_code == 0, result.output
    file.write_text(file.read_text(encoding="utf-8").replace("[provider.target]", PHONE, 1), encoding="utf-8")
    return file


@pytest.fixture
def study_file(made_up_study: Path, tmp_path: Path) -> Path:
    """Return a copy of it that the test may change."""
    shutil.copytree(made_up_study.parent, tmp_path / "made-up")
    return tmp_path / "made-up" / made_up_study.name


@pytest.fixture
def loaded(study_file: Path) -> Loaded:
    """Return the study."""
    return load(study_file)


@pytest.fixture
def store(loaded: Loaded) -> Store:
    """Return its store, for writing."""
    return Store.create(database(Path(loaded.study.study.data)))


class Clock:
    """Both clocks of a desk; a test moves them."""

    def __init__(self) -> None:
        self.now = START + timedelta(days=DAYS, minutes=1)
        self.seconds = 1000.0

    def read(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return the clocks of the desk."""
    return Clock()


@pytest.fixture
def office(loaded: Loaded, clock: Clock) -> Office:
    """Return the desk's own state."""
    return Office(loaded, DeskSettings(), now=clock.read, monotonic=lambda: clock.seconds)


class Browser:
    """Somebody at the desk, with cookies and the tokens of forms."""

    def __init__(self, client: TestClient[Request, Application]) -> None:
        self.client = client

    async def token(self) -> str:
        """Return the token of this visitor's forms."""
        found = _TOKEN.search(await (await self.client.get("/login")).text())
        assert found
        return found[1]

    async def send(self, path: str, **fields: str) -> ClientResponse:
        """Send a form as its page would."""
        token = await self.token()
        return await self.client.post(path, data={"form_token": token, **fields}, allow_redirects=False)

    async def text(self, path: str) -> str:
        """Return a page that has to be there."""
        response = await self.client.get(path)
        assert response.status == 200, await response.text()
        return await response.text()


@pytest.fixture
async def visit(office: Office) -> AsyncIterator[Callable[[], TestClient[Request, Application]]]:
    """Return what opens another browser at the desk."""
    server = TestServer(make_app(office))
    await server.start_server()
    clients: list[TestClient[Request, Application]] = []

    def another() -> TestClient[Request, Application]:
        from aiohttp import CookieJar  # noqa: PLC0415 -- needs the running loop

        clients.append(TestClient(server, cookie_jar=CookieJar(unsafe=True)))
        return clients[-1]

    yield another
    for one in clients:
        await one.close()
    await server.close()


@pytest.fixture
async def somebody(visit: Callable[[], TestClient[Request, Application]]) -> Browser:
    """Return a browser in which nobody has logged in."""
    return Browser(visit())


@pytest.fixture
async def entering(visit: Callable[[], TestClient[Request, Application]], office: Office) -> Callable[..., object]:
    """Return what logs *name* in as *role*, by an account that is added for it."""

    async def enter(name: str, role: Role) -> Browser:
        office.accounts.add(name, role, PASSWORD, office.now())
        browser = Browser(visit())
        response = await browser.send("/login", name=name, password=PASSWORD)
        assert response.status == 303, await response.text()
        return browser

    return enter


@pytest.fixture
async def maja(somebody: Browser) -> Browser:
    """Return an editor at a desk without accounts."""
    assert (await somebody.send("/login", name="Maja")).status == 303
    return somebody
