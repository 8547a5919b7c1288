"""A real help desk: Debian's Request Tracker 5 with SQLite, behind Postfix and its own mail gate."""

from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import pytest
from mail_server import DESK_DOMAIN
from real_servers import PATIENCE_SECONDS, debian, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mail_server import Postfix

RT_SERVER = "/usr/share/request-tracker5/libexec/rt-server"
DESK_ADDRESS = f"support@{DESK_DOMAIN}"
SETTING_UP_SECONDS = 60

_SITE = """
Set($rtname, '{domain}');
Set($Organization, '{domain}');
Set($CorrespondAddress, '{address}');
Set($CommentAddress, 'comment@{domain}');
Set($OwnerEmail, 'owner@{domain}');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.sqlite3');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($MasonDataDir, '{folder}/mason');
Set($MasonSessionDir, '{folder}/sessions');
Set($LogToSyslog, undef);
Set($LogToSTDERR, undef);
Set($LogToFile, 'info');
Set($LogDir, '{folder}');
Set($LogToFileNamed, 'rt.log');
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '{sendmail}');
Set($SendmailArguments, '-oi -C {postfix}');
Set($SetOutgoingMailFrom, 1);
Set(%GnuPG, Enable => 0);
Set(%SMIME, Enable => 0);
Set($WebRemoteUserAuth, 1);
Set($WebFallbackToRTLogin, 1);
# A link from outside may name the queue; whatever is posted must still come from RT's own page (Referer).
Set(%ReferrerComponents, '/SelfService/Create.html' => ['Queue']);
# Visitors without an account: whoever opens a page of the self-service is logged in as guest, by what stands before
# RT, as universities do it. Agents log in as ever.
{{
  package RT::Extension::OpenDoor;
  $INC{{'RT/Extension/OpenDoor.pm'}} = __FILE__;
  no warnings 'redefine';
  sub PSGIWrap {{
    my ($class, $app) = @_;
    return sub {{
      my $asked = shift;
      $asked->{{REMOTE_USER}} = 'guest' if $asked->{{PATH_INFO}} =~ m{{^/SelfService/}};
      return $app->($asked);
    }};
  }}
}}
Plugin('RT::Extension::OpenDoor');
1;
"""
_AGENT = ("karin", "a sound secret")
# Anybody may open a ticket by mail, or as a guest by the self-service, and one agent answers. The scrips are those that
# RT brings.
_DATA = """
@Users = ({ Name => 'karin', RealName => 'Karin', EmailAddress => 'karin@%s', Password => 'a sound secret',
            Privileged => 1 },
          { Name => 'guest', RealName => 'Guest', Privileged => 0 });
@ACL = (
  map({ { Right => $_, GroupDomain => 'SystemInternal', GroupType => 'Everyone', Queue => 'General' } }
      qw(CreateTicket ReplyToTicket)),
  map({ { Right => $_, UserId => 'karin', Queue => 'General' } }
      qw(SeeQueue ShowTicket ReplyToTicket ModifyTicket OwnTicket)),
);
1;
"""


class HelpDesk(NamedTuple):
    """A running Request Tracker, and an agent at it. Questions reach it by mail to `DESK_ADDRESS`."""

    port: int
    folder: Path

    def tickets(self, requestor: str) -> list[int]:
        """List the tickets that mail from *requestor* has opened."""
        query = quote(f"Requestor.EmailAddress = '{requestor}'")
        found = self._ask("GET", f"/tickets?query={query}&per_page=100")
        return sorted(int(item["id"]) for item in found["items"])

    def ticket(self, requestor: str) -> int:
        """Return the one ticket of *requestor*, as soon as it is there."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not (found := self.tickets(requestor)):
            assert time.monotonic() < until, f"no ticket came: {self.log}"
            time.sleep(0.05)
        assert len(found) == 1, f"{requestor} has opened more than one ticket: {found}"
        return found[0]

    def answer(self, ticket: int, text: str) -> None:
        """Answer as the agent does: the requestor gets mail."""
        self._ask("POST", f"/ticket/{ticket}/correspond", {"Content": text, "ContentType": "text/plain"})

    def resolve(self, ticket: int) -> None:
        """Close the *ticket*: the requestor gets a notice."""
        self._ask("PUT", f"/ticket/{ticket}", {"Status": "resolved"})

    @property
    def form(self) -> str:
        """The address of its form for visitors without an account, for the queue General."""
        return f"http://127.0.0.1:{self.port}/SelfService/Create.html?Queue=1"

    @property
    def log(self) -> str:
        """What it has logged."""
        return (self.folder / "rt.log").read_text()

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:  # noqa: ANN401 -- JSON
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        who = base64.b64encode(":".join(_AGENT).encode()).decode()
        headers = {"Authorization": f"Basic {who}", "Content-Type": "application/json"}
        web.request(method, f"/REST/2.0{path}", json.dumps(body) if body else None, headers)
        answer = web.getresponse()
        said = answer.read()
        web.close()
        assert answer.status < 300, (answer.status, said, self.log)
        return json.loads(said)


@pytest.fixture(scope="session")
def help_desk(postfix: Postfix) -> Iterator[HelpDesk]:
    """Run one Request Tracker, set up by hand: about eight seconds."""
    set_up = debian("rt-setup-database-5", "request-tracker5")
    with tempfile.TemporaryDirectory(prefix="kaklet-rt-") as place:
        folder = Path(place)
        environment = _configure(folder, postfix)
        root = ["--root-password-file", folder / "root"]
        for action in (["init", *root], ["insert", "--skip-create", "--datafile", folder / "data.pl"]):
            command = [set_up, "--dba", "nobody", "--dba-password", "none", "--action", *action]
            done = subprocess.run(
                command, env=environment, check=False, capture_output=True, timeout=SETTING_UP_SECONDS
            )
            assert done.returncode == 0, done.stdout + done.stderr
        command = [RT_SERVER, "--host", "127.0.0.1", "--port", str(postfix.gate), "--max-workers", "2"]
        with (
            (folder / "said.txt").open("wb") as said,
            subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process,
        ):
            wait_for(postfix.gate, process, folder / "said.txt")
            yield HelpDesk(postfix.gate, folder)
            process.terminate()


def _configure(folder: Path, postfix: Postfix) -> dict[str, str]:
    """Write its settings into *folder*, and return the environment in which it uses these and no others."""
    for name in ("mason", "sessions", "site.d"):
        (folder / name).mkdir()
    settings = _SITE.format(
        folder=folder,
        domain=DESK_DOMAIN,
        address=DESK_ADDRESS,
        port=postfix.gate,
        postfix=postfix.config,
        sendmail=debian("sendmail", "postfix"),
    )
    (folder / "RT_SiteConfig.pm").write_text(settings)
    (folder / "data.pl").write_text(_DATA % DESK_DOMAIN)
    (folder / "root").write_text("a sound secret\n")
    return {
        **os.environ,
        "RT_SITE_CONFIG": str(folder / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": str(folder / "site.d"),
    }
