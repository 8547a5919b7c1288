"""What one of the zone's own servers says, or does not say: all of it is the target's."""

import dns.flags
import dns.name
import dns.rcode

from probes.names.name_servers import Garbled, NameServer, Reply, ask
from probes.probe import ProbeFailed
from probes.wire.clock import Clock
from probes.wire.failures import told
from results.records import Failure

_REFUSALS = {dns.rcode.SERVFAIL: Failure.NAME_SERVER_FAILED, dns.rcode.REFUSED: Failure.NAME_SERVER_REFUSED}


async def ask_own(server: NameServer, name: dns.name.Name, record: str, clock: Clock) -> Reply:
    """
    Ask *server*, one of the zone's own, once for the *record* type of *name*.

    Raises `ProbeFailed` unless it says yes (NOERROR) or no (NXDOMAIN) with authority for the zone.
    """
    try:
        reply = await ask(server, name, record, recursion=False, clock=clock)
    except Garbled as garbled:
        raise ProbeFailed(Failure.PROTOCOL_ERROR, str(garbled)) from garbled
    except EOFError as error:
        raise ProbeFailed(Failure.CONNECTION_CLOSED, str(error)) from error
    except OSError as error:
        raise told(error) from error
    if failure := _REFUSALS.get(reply.message.rcode()):
        raise ProbeFailed(failure, reply.rcode)
    if reply.message.rcode() not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
        raise ProbeFailed(Failure.PROTOCOL_ERROR, reply.rcode)
    if not reply.message.flags & dns.flags.AA:
        raise ProbeFailed(Failure.NAME_SERVER_FAILED, f"{reply.rcode}, without authority for the zone")
    return reply
