"""What the errors of aiohttp mean in the closed vocabulary of failures. Only forms are asked by it."""

import aiohttp

from probes.probe import ProbeFailed
from probes.wire.failures import failure_of as failure_of_system
from probes.wire.failures import of_resolver, told_as
from results.records import Failure


async def once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """
    Send *request* one time only, as a middleware of aiohttp.

    By itself aiohttp asks a second time when the connection breaks, and a server that drops every other request
    would seem to drop none.
    """
    try:
        return await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise told(error) from error


def told(error: Exception) -> ProbeFailed:
    """Put *error*, raised by aiohttp or beneath it, into our own words."""
    return told_as(failure_of(error), error)


def failure_of(error: BaseException) -> Failure:
    """Tell which failure *error* is."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return of_resolver(error.os_error)
    if isinstance(error, TimeoutError):
        return Failure.TIMEOUT
    if known := next((failure for kinds, failure in _KINDS if isinstance(error, kinds)), None):
        return known
    if isinstance(error, aiohttp.ClientError) and not isinstance(error, OSError):
        return Failure.PROTOCOL_ERROR
    return failure_of_system(error)


# In this order: the first is also of the second's kind.
_KINDS: tuple[tuple[tuple[type[BaseException], ...], Failure], ...] = (
    ((aiohttp.ClientConnectorCertificateError,), Failure.CERTIFICATE_INVALID),
    ((aiohttp.ClientConnectorSSLError,), Failure.TLS_FAILED),
    ((aiohttp.TooManyRedirects,), Failure.TOO_MANY_REDIRECTS),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError), Failure.CONNECTION_CLOSED),
)
