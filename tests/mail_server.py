"""Debian's Postfix, with a configuration, a queue and ports of its own: it hands mail to Dovecot, and to the desk."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from real_servers import debian, free_ports, root_for, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Authority, Dovecot

DESK_DOMAIN = "desk.localhost"
NOBODY_THERE = f"ghost@{DESK_DOMAIN}"
"""An address that the server takes mail for, and whose mail it then gives back."""

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.localhost
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {mail}
virtual_mailbox_maps = texthash:{folder}/accounts
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
relay_domains = {desk}
transport_maps = texthash:{folder}/transport
# Whatever is not for these domains stays here.
default_transport = error:this server knows no other
relay_transport = error:this server knows no other
smtpd_sasl_type = dovecot
smtpd_sasl_path = {logins}
smtpd_tls_security_level = may
smtpd_tls_chain_files = {key}, {chain}
smtpd_tls_loglevel = 0
smtp_tls_security_level = none
"""
_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
 -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes
 -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{smtps} inet n - n - - smtpd
 -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
127.0.0.1:{expired} inet n - n - - smtpd
 -o smtpd_tls_chain_files={expired_key},{expired_chain}
127.0.0.1:{wrong_name} inet n - n - - smtpd
 -o smtpd_tls_chain_files={wrong_name_key},{wrong_name_chain}
127.0.0.1:{plain} inet n - n - - smtpd
 -o smtpd_tls_security_level=none
127.0.0.1:{grey} inet n - n - - smtpd
 -o smtpd_recipient_restrictions=reject_unlisted_recipient,check_policy_service,inet:127.0.0.1:{policy},permit
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
showq unix n - n - - showq
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
desk unix - n n - 1 pipe
 flags=Rhu user=nobody
 argv=/usr/bin/rt-mailgate-5 --queue General --action correspond --url http://127.0.0.1:{gate}/
ghost unix - n n - 1 pipe
 user=nobody argv=/bin/sh -c {{exit 67}}
"""
_PORTS = ("smtp", "submission", "smtps", "expired", "wrong_name", "plain", "grey")


class Postfix(NamedTuple):
    """
    A running Postfix.

    Mail for any address at ACCOUNT.localhost is put into Dovecot's account of that name, and mail for the desk goes
    through RT's gate to the port `gate`.
    """

    folder: Path
    ports: dict[str, int]
    """By what they are good for: smtp (STARTTLS offered), submission (login after STARTTLS), smtps, plain (no TLS),
    grey (asks a policy service)
    and expired and wrong_name, which are smtp with such a certificate."""
    gate: int
    policy: int
    """The port at which the smtpd of port grey asks what to say to a recipient (Postfix's policy protocol)."""

    @property
    def config(self) -> Path:
        """The folder of its configuration, for `sendmail -C`."""
        return self.folder / "etc"

    @property
    def log(self) -> str:
        """What it has logged."""
        return (self.folder / "mail.log").read_text()


@pytest.fixture(scope="session")
def postfix(authority: Authority, dovecot: Dovecot) -> Iterator[Postfix]:
    """Run one Postfix with a private configuration, queue and ports; Debian's own is not touched."""
    binary = debian("postfix", "postfix")
    root_for("Postfix")
    with tempfile.TemporaryDirectory(prefix="kaklet-postfix-") as place:
        folder = Path(place)
        *numbers, gate, policy = free_ports(len(_PORTS) + 2)
        server = Postfix(folder, dict(zip(_PORTS, numbers, strict=True)), gate, policy)
        _configure(server, authority, dovecot)
        with (folder / "said.txt").open("wb") as said:
            process = subprocess.Popen([binary, "-c", server.config, "start-fg"], stdout=said, stderr=said)
        try:
            wait_for(server.ports["smtp"], process, folder / "mail.log")
            yield server
        finally:
            subprocess.run([binary, "-c", server.config, "stop"], check=False, capture_output=True, timeout=20)
            process.wait(20)


def _configure(server: Postfix, authority: Authority, dovecot: Dovecot) -> None:
    folder = server.folder
    folder.chmod(0o755)
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir()
    os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
    owner = (dovecot.folder / "mail").stat()
    domains = [f"{account}.localhost" for account in dovecot.unused]
    (folder / "accounts").write_text("".join(f"@{name}.localhost {name}/\n" for name in dovecot.unused))
    (folder / "transport").write_text(f"{NOBODY_THERE} ghost:\n{DESK_DOMAIN} desk:\n")
    (server.config / "main.cf").write_text(
        _MAIN.format(
            folder=folder,
            domains=" ".join(domains),
            mail=dovecot.folder / "mail",
            uid=owner.st_uid,
            gid=owner.st_gid,
            desk=DESK_DOMAIN,
            logins=dovecot.folder / "logins",
            key=authority.key("good"),
            chain=authority.chain("good"),
        )
    )
    bad = {f"{name}_key": authority.key(name) for name in ("expired", "wrong_name")}
    bad |= {f"{name}_chain": authority.chain(name) for name in ("expired", "wrong_name")}
    (server.config / "master.cf").write_text(
        _MASTER.format(**server.ports, **bad, gate=server.gate, policy=server.policy)
    )
