"""What the errors of the system mean in the closed vocabulary of failures."""

import errno
import socket
import ssl

from probes.probe import ProbeFailed
from results.records import Failure

# The list is about this machine, not about the target: no descriptors, watches (ENOSPC, of epoll) or memory left, no
# network at all.
_OWN_FAULTS = frozenset(
    {
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ENOBUFS,
        errno.ENOSPC,
        errno.EADDRNOTAVAIL,
        errno.ENETUNREACH,
        errno.ENETDOWN,
        errno.EACCES,
        errno.EPERM,
    }
)
_CLOSED = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ESHUTDOWN})
# The last two: the name is there, but has no address of the family that was asked for.
_NO_SUCH_NAME = frozenset(
    {
        socket.EAI_NONAME,
        getattr(socket, "EAI_NODATA", socket.EAI_NONAME),
        getattr(socket, "EAI_ADDRFAMILY", socket.EAI_NONAME),
    }
)


def told(error: Exception) -> ProbeFailed:
    """Put *error*, raised while talking to a target, into our own words.

    What is not known here is the probe's own fault.
    """
    return told_as(failure_of(error), error)


def told_as(failure: Failure, error: Exception) -> ProbeFailed:
    """Put *error* into our own words, where it is known which *failure* it is."""
    words = error.strerror if type(error).__module__ == "builtins" and isinstance(error, OSError) else None
    words = getattr(error, "verify_message", words)  # what OpenSSL holds against a certificate
    return ProbeFailed(failure, words or str(error) or type(error).__name__)


def failure_of(error: BaseException) -> Failure:
    """Tell which failure *error* is."""
    if isinstance(error, socket.gaierror):
        return of_resolver(error)
    if known := next((failure for kinds, failure in _KINDS if isinstance(error, kinds)), None):
        return known
    return _of_system(error) if isinstance(error, OSError) else Failure.PROBE_FAULT


# In this order: many of them are also of a kind further down, or an OSError.
_KINDS: tuple[tuple[tuple[type[BaseException], ...], Failure], ...] = (
    ((TimeoutError,), Failure.TIMEOUT),
    ((ssl.SSLCertVerificationError,), Failure.CERTIFICATE_INVALID),
    ((ssl.SSLError,), Failure.TLS_FAILED),
)


def _of_system(error: OSError) -> Failure:
    if error.errno == errno.ECONNREFUSED:
        return Failure.CONNECTION_REFUSED
    if error.errno in _CLOSED:
        return Failure.CONNECTION_CLOSED
    if error.errno == errno.ETIMEDOUT:
        return Failure.TIMEOUT
    return Failure.PROBE_FAULT if error.errno in _OWN_FAULTS else Failure.UNREACHABLE


def of_resolver(error: BaseException) -> Failure:
    """Blame the target for a name that does not exist, but not for a resolver that gives no answer."""
    code = error.args[0] if error.args else None
    return Failure.NAME_NOT_RESOLVED if code in _NO_SUCH_NAME else Failure.RESOLVER_SILENT
