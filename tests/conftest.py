"""Real servers for the tests: Debian's nginx and Dovecot, as whoever runs the tests, on free ports of 127.0.0.1."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import trustme
from real_servers import PATIENCE_SECONDS, debian, free_ports, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["mail_server", "help_desk", "name_server", "ticket_desk", "broker", "vantages"]

ODD_PASSWORDS = {"swedish": "lösenord", "quoted": 'with "quotes" and \\'}
"""Further accounts at Dovecot, by name."""
PAGE = b"<!doctype html><title>Front page</title><p>The agreed text is here.</p>\n"


@pytest.fixture
def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    return free_ports(1)[0]


class Authority(NamedTuple):
    """Certificates of a made-up authority, as files in PEM."""

    folder: Path
    ca_file: str
    """What a client trusts."""

    def chain(self, name: str) -> Path:
        """Return the certificate *name*: good, expired, wrong_name or self_signed."""
        return self.folder / f"{name}.pem"

    def key(self, name: str) -> Path:
        """Return the key of the certificate *name*."""
        return self.folder / f"{name}.key"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority with one good certificate for localhost and three bad ones."""
    folder = tmp_path_factory.mktemp("authority")
    ca, stranger = trustme.CA(), trustme.CA()
    ca.cert_pem.write_to_path(folder / "ca.pem")
    now = datetime.now(UTC)
    issued = {
        "good": ca.issue_cert("localhost", "127.0.0.1"),
        "expired": ca.issue_cert("localhost", not_before=now - timedelta(days=9), not_after=now - timedelta(days=1)),
        "wrong_name": ca.issue_cert("elsewhere.example"),
    }
    for name, leaf in issued.items():
        leaf.private_key_pem.write_to_path(folder / f"{name}.key")
        leaf.cert_chain_pems[0].write_to_path(folder / f"{name}.pem")
    stranger.private_key_pem.write_to_path(folder / "self_signed.key")
    stranger.cert_pem.write_to_path(folder / "self_signed.pem")
    return Authority(folder, str(folder / "ca.pem"))


_NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log combined;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    absolute_redirect off;
    root {folder}/www;
    default_type text/html;
    server {{
        listen 127.0.0.1:{plain};
        location = /moved {{ return 301 /moved-again; }}
        location = /moved-again {{ return 302 /; }}
        location = /loop {{ return 302 /loop; }}
        location = /secure {{ return 302 https://localhost:{good}/; }}
        location = /by-address {{ return 302 http://127.0.0.1:{plain}/; }}
        location = /maintenance {{ return 503 "The agreed text is here."; }}
    }}
    {secured}
}}
"""
_SECURED = """
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {chain};
        ssl_certificate_key {key};
    }}
"""


class Nginx(NamedTuple):
    """A running nginx: its ports by what they are good for, and its access log."""

    ports: dict[str, int]
    log: Path

    def url(self, path: str = "/", *, server: str = "good") -> str:
        """Return the address of *path* at the server plain, good, expired, wrong_name or self_signed."""
        scheme = "http" if server == "plain" else "https"
        return f"{scheme}://localhost:{self.ports[server]}{path}"


@pytest.fixture(scope="session")
def nginx(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Nginx]:
    """Run one nginx with a plain server and a server for each certificate."""
    binary = debian("nginx", "nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    names = ("good", "expired", "wrong_name", "self_signed")
    ports = dict(zip(("plain", *names), free_ports(1 + len(names)), strict=True))
    secured = "".join(
        _SECURED.format(port=ports[name], chain=authority.chain(name), key=authority.key(name)) for name in names
    )
    (folder / "www").mkdir()
    (folder / "www/index.html").write_bytes(PAGE)
    (folder / "www/large.bin").write_bytes(bytes(3_000_000))
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, secured=secured, plain=ports["plain"], good=ports["good"]))
    with subprocess.Popen([binary, "-e", folder / "error.log", "-p", folder, "-c", config]) as process:
        wait_for(ports["plain"], process, folder / "error.log")
        yield Nginx(ports, folder / "access.log")
        process.terminate()


_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_login_user = {owner}
default_internal_group = {group}
ssl = yes
ssl_cert = <{chain}
ssl_key = <{key}
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service auth {{
  unix_listener {folder}/logins {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot(NamedTuple):
    """A running Dovecot. Each test takes an empty account of its own."""

    folder: Path
    imap: int
    imaps: int
    unused: list[str]
    """Names of accounts that no test has taken yet; all have the password "a sound secret"."""

    def account(self) -> str:
        """Take an account and return its name."""
        return self.unused.pop()

    def session(self, user: str) -> imaplib.IMAP4:
        """Return a client of *user*, logged in."""
        client = imaplib.IMAP4("127.0.0.1", self.imap, timeout=PATIENCE_SECONDS)
        client.login(user, "a sound secret")
        return client

    def deliver(self, user: str, raw: bytes, *, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Put a message into *folder*, with *at* as its INTERNALDATE."""
        with self.session(user) as client:
            status, said = client.append(folder, "", at or datetime.now(UTC), raw)
            assert status == "OK", said

    def renumber(self, user: str) -> None:
        """Lose the account's numbering, as a server does whose index was destroyed."""
        maildir = self.folder / "mail" / user
        for file in (maildir / "dovecot-uidlist", *maildir.glob("dovecot.index*")):
            file.unlink()


@pytest.fixture(scope="session")
def dovecot(authority: Authority) -> Iterator[Dovecot]:
    """Run one Dovecot with its own directories, ports and passwd-file."""
    binary = debian("dovecot", "dovecot-imapd")
    with tempfile.TemporaryDirectory(prefix="kaklet-dovecot-") as place:
        yield from _running(binary, Path(place), authority)


def _running(binary: str, folder: Path, authority: Authority) -> Iterator[Dovecot]:
    # Dovecot serves no mail as root, and pytest's own folders are closed to anybody but who runs it.
    owner = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")
    folder.chmod(0o711)
    # All accounts at once: Dovecot reads the file again only when its time has changed by a whole second.
    names = [f"study-{number}" for number in range(100)]
    accounts = {**dict.fromkeys(names, "a sound secret"), **ODD_PASSWORDS}
    lines = [f"{name}:{{PLAIN}}{password}::::::\n" for name, password in accounts.items()]
    (folder / "passwd").write_text("".join(lines), encoding="utf-8")
    (folder / "mail").mkdir()
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    imap, imaps = free_ports(2)
    config = folder / "dovecot.conf"
    config.write_text(
        _DOVECOT.format(
            folder=folder,
            user=pwd.getpwuid(os.getuid()).pw_name,
            group=grp.getgrgid(os.getgid()).gr_name,
            owner=owner.pw_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            imap=imap,
            imaps=imaps,
            chain=authority.chain("good"),
            key=authority.key("good"),
        )
    )
    with subprocess.Popen([binary, "-F", "-c", config]) as process:
        wait_for(imap, process, folder / "dovecot.log")
        yield Dovecot(folder, imap, imaps, names)
        process.terminate()
