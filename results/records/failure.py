"""Why a probe did not get what it asked for: a closed vocabulary, so that failures can be counted."""

from enum import StrEnum


class Blame(StrEnum):
    """Who a failure speaks about."""

    TARGET = "target"
    """The target did not do what it is there to do."""
    PROBE = "probe"
    """The prober itself failed, so nothing is known about the target."""
    NOBODY = "nobody"
    """The target works, but not for a machine, or not in a way that this prober understands."""


class Failure(StrEnum):
    """
    The one reason why an observation is not a success.

    ``docs/method.md`` explains each for readers; a test holds the two together.
    """

    NAME_NOT_RESOLVED = "name_not_resolved"
    NAME_SERVER_FAILED = "name_server_failed"
    NAME_SERVER_REFUSED = "name_server_refused"
    UNEXPECTED_ANSWER = "unexpected_answer"
    CONNECTION_REFUSED = "connection_refused"
    CONNECTION_CLOSED = "connection_closed"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CERTIFICATE_INVALID = "certificate_invalid"
    TLS_FAILED = "tls_failed"
    PROTOCOL_ERROR = "protocol_error"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    UNEXPECTED_STATUS = "unexpected_status"
    UNEXPECTED_BODY = "unexpected_body"
    TOO_LARGE = "too_large"
    PRIVATE_ADDRESS = "private_address"
    MAIL_REJECTED = "mail_rejected"
    MAIL_DEFERRED = "mail_deferred"
    FORM_MISSING = "form_missing"

    BLOCKED = "blocked"
    NEEDS_PERSON = "needs_person"
    FORM_NOT_UNDERSTOOD = "form_not_understood"
    FORM_REJECTED = "form_rejected"
    LOGIN_REFUSED = "login_refused"

    PROBE_FAULT = "probe_fault"
    CLOCK_STEPPED = "clock_stepped"
    RESOLVER_SILENT = "resolver_silent"
    RESOLVER_FAILED = "resolver_failed"
    OUTCOME_UNKNOWN = "outcome_unknown"
    MAIL_PUT_OFF = "mail_put_off"
    NOT_APPROVED = "not_approved"
    CONTACT_BUDGET = "contact_budget"
    MISSED_LATE = "missed_late"
    MISSED_DOWN = "missed_down"
    MISSED_OVERRUN = "missed_overrun"
    PAUSED = "paused"

    @property
    def blame(self) -> Blame:
        """Who this failure speaks about; only ``Blame.TARGET`` may ever count as down."""
        if self in _NOBODYS:
            return Blame.NOBODY
        return Blame.PROBE if self in _PROBES else Blame.TARGET

    @property
    def missed(self) -> bool:
        """Whether the due slot was never asked at all."""
        return self in _MISSED


_NOBODYS = frozenset(
    {
        Failure.BLOCKED,
        Failure.NEEDS_PERSON,
        Failure.FORM_NOT_UNDERSTOOD,
        Failure.FORM_REJECTED,
        Failure.LOGIN_REFUSED,
    }
)
_MISSED = frozenset({Failure.MISSED_LATE, Failure.MISSED_DOWN, Failure.MISSED_OVERRUN, Failure.PAUSED})
_PROBES = _MISSED | {
    Failure.PROBE_FAULT,
    Failure.CLOCK_STEPPED,
    Failure.RESOLVER_SILENT,
    Failure.RESOLVER_FAILED,
    Failure.OUTCOME_UNKNOWN,
    Failure.MAIL_PUT_OFF,
    Failure.NOT_APPROVED,
    Failure.CONTACT_BUDGET,
}
