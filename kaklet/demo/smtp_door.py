"""An SMTP server in the running loop, closed without a trace."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP

from kaklet.demo.addresses import LOOPBACK, Address, claiming

_IDLE_SECONDS = 60


class _Lines:
    """The conversations that are going on."""

    def __init__(self) -> None:
        self.open: dict[asyncio.Task[None], asyncio.BaseTransport] = {}

    async def hang_up(self) -> None:
        talking = dict(self.open)
        for transport in talking.values():
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)


class _Line(SMTP):
    """One conversation, entered in the list of those that are open until its task has ended."""

    def __init__(self, handler: object, lines: _Lines, *, hostname: str, size_limit: int) -> None:
        super().__init__(
            handler,
            data_size_limit=size_limit,
            hostname=hostname,
            ident="ESMTP",
            timeout=_IDLE_SECONDS,
            loop=asyncio.get_running_loop(),
        )
        self._lines = lines

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._handler_coroutine is not None:
            self._lines.open[self._handler_coroutine] = transport
            self._handler_coroutine.add_done_callback(lambda task: self._lines.open.pop(task, None))


@asynccontextmanager
async def smtp_door(handler: object, address: Address, *, hostname: str, size_limit: int) -> AsyncIterator[None]:
    """
    Serve SMTP at *address* with aiosmtpd's hooks of *handler*, as *hostname*, mail up to *size_limit* bytes.

    aiosmtpd's own controllers run a second loop in a thread; here everything shares one loop.
    """
    lines = _Lines()

    def line() -> _Line:
        return _Line(handler, lines, hostname=hostname, size_limit=size_limit)

    with claiming(address):
        server = await asyncio.get_running_loop().create_server(line, LOOPBACK, address.port)
    try:
        yield
    finally:
        server.close()
        await lines.hang_up()
        await server.wait_closed()
