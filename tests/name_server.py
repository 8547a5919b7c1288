"""A small name server on loopback, which knows what a test tells it and nothing else."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


class NameServer:
    """
    Answers by UDP from *lines* such as "bjorkhost.localhost MX 10 mx.bjorkhost.localhost.".

    A name without any line does not exist; *asked* holds every question, as "NAME TYPE".
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.asked: list[str] = []
        self.silent = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def place(self) -> str:
        """Its address, as a setting ``resolver`` has it."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """End it."""
        self._over.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                content, asker = self._socket.recvfrom(4096)
            except TimeoutError:
                continue
            query = dns.message.from_wire(content)
            question = query.question[0]
            name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
            self.asked.append(f"{name} {kind}")
            if not self.silent:
                self._socket.sendto(self._answer(query, name, kind), asker)

    def _answer(self, query: dns.message.Message, name: str, kind: str) -> bytes:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        known = [line.split(maxsplit=2) for line in self.lines]
        if name not in {owner for owner, *_ in known}:
            response.set_rcode(dns.rcode.NXDOMAIN)
        found = [data for owner, its_kind, data in known if (owner, its_kind) == (name, kind)]
        if found:
            response.answer.append(dns.rrset.from_text_list(query.question[0].name, 300, "IN", kind, found))
        return response.to_wire()


@pytest.fixture
def name_server() -> Iterator[NameServer]:
    """Return a name server that knows nothing yet."""
    server = NameServer()
    yield server
    server.close()
