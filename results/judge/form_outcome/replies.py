"""What scripts got: the JSON of form software and of services, understood by name, and of others by common words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from results.judge.form_outcome.outcome import Finding, OutcomeKind
from results.records.came_back import Reply
from results.records.mime import decode_bytes
from results.records.web_page import read_web_page

MAX_JSON = 500_000
_DEPTH = 6
_TICKET_KEYS = frozenset(
    {"ticket", "ticketid", "ticketnumber", "ticketno", "casenumber", "caseid", "case", "referencenumber", "trackingid"}
)
_TICKET = re.compile(r"#?([A-Za-z]{0,8}-?\d[\w-]{0,22})")
_CF7: Mapping[str, OutcomeKind] = {
    "mail_sent": OutcomeKind.CONFIRMED,
    "mail_failed": OutcomeKind.REJECTED,
    "validation_failed": OutcomeKind.REJECTED,
    "acceptance_missing": OutcomeKind.REJECTED,
    "aborted": OutcomeKind.REJECTED,
    "spam": OutcomeKind.BLOCKED,
}
"""Its own statuses. Whatever else it may say in time to come is unknown."""

Json = Mapping[str, Any]


def of_reply(reply: Reply) -> Finding | None:
    """Judge what one script got; None where it tells nothing."""
    said = _object(reply.body)
    if said is None:
        return None
    for rule in (_cf7, _hubspot, _zendesk, _wordpress, _ninja, _gravity):
        if found := rule(said, reply):
            return found
    return _anything(said, reply)


def is_json(content_type: str, body: bytes) -> bool:
    """Whether *body* is JSON by what the server said, or by itself."""
    return "json" in content_type.lower() or body[:200].lstrip()[:1] in {b"{", b"["}


def _object(body: bytes) -> Json | None:
    if len(body) > MAX_JSON:
        return None
    try:
        said = msgspec.json.decode(decode_bytes(body, "utf-8").lstrip("\ufeff").encode())
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    return said if isinstance(said, dict) else None


def _cf7(said: Json, reply: Reply) -> Finding | None:
    ours = "/contact-form-7/" in reply.url or any(key in said for key in ("contact_form_id", "into", "invalid_fields"))
    status = said.get("status")
    if "mailSent" in said and "into" in said and not isinstance(status, str):  # before version 4.9
        status = "mail_sent" if said["mailSent"] is True else "spam" if said.get("spam") else "validation_failed"
    if not ours or not isinstance(status, str):
        return None
    kind = _CF7.get(status, OutcomeKind.UNKNOWN)
    texts = [
        *_texts(said.get("message")),
        *_texts(said.get("invalid_fields") or said.get("invalidFields") or said.get("invalids")),
    ]
    return Finding(kind=kind, reasons=(f"cf7:{status[:40]}",), quoted=tuple(texts), mechanic="cf7")


def _hubspot(said: Json, reply: Reply) -> Finding | None:
    at_home = "hsforms.com/" in reply.url or "/submissions/v3/" in reply.url or "hubspot.com/" in reply.url
    if said.get("status") == "error" and (at_home or "correlationId" in said):
        errors = said.get("errors")
        kinds = [one.get("errorType") for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
        kind = (
            OutcomeKind.BLOCKED
            if {"MISSING_RECAPTCHA", "RECAPTCHA_ERROR", "FORM_HAS_RECAPTCHA_ENABLED"} & set(map(str, kinds))
            else OutcomeKind.REJECTED
        )
        named = tuple(f"hubspot:{one}"[:60] for one in kinds if isinstance(one, str)) or ("hubspot:error",)
        return Finding(
            kind=kind, reasons=named, quoted=tuple(_texts([said.get("message"), errors])), mechanic="hubspot"
        )
    if "inlineMessage" in said or (
        at_home and ("redirectUri" in said or "redirectUrl" in said or said.get("accepted"))
    ):
        return Finding(
            kind=OutcomeKind.CONFIRMED,
            reasons=("hubspot:accepted",),
            quoted=tuple(_texts(said.get("inlineMessage"))),
            mechanic="hubspot",
        )
    return None


def _zendesk(said: Json, reply: Reply) -> Finding | None:
    request = said.get("request")
    if "/api/v2/requests" not in reply.url:
        return None
    if isinstance(request, dict) and isinstance(request.get("id"), int):
        number = str(request["id"])
        return Finding(kind=OutcomeKind.CONFIRMED, reasons=("zendesk:request",), ticket=number, mechanic="zendesk")
    if "error" in said:
        quoted = tuple(_texts([said.get("description"), said.get("details")]))
        return Finding(kind=OutcomeKind.REJECTED, reasons=("zendesk:error",), quoted=quoted, mechanic="zendesk")
    return None


def _wordpress(said: Json, reply: Reply) -> Finding | None:
    """WPForms, Elementor and others that answer by WordPress's own ``success`` and ``data``."""
    data = said.get("data")
    if not isinstance(said.get("success"), bool) or not isinstance(data, dict):
        return None
    name = None
    if (
        "confirmation" in data
        or "redirect_url" in data
        or (isinstance(data.get("errors"), dict) and {"general", "field"} & set(data["errors"]))
    ):
        name = "wpforms"
    elif "is_valid" in data or "confirmation_markup" in data:
        return _gravity({**data, "confirmation_message": data.get("confirmation_markup")}, reply)
    elif "message" in data and ("data" in data or "errors" in data):
        name = "elementor"
    if name is None:
        return None
    good = said["success"]
    words = data.get("confirmation") or data.get("message") if good else [data.get("message"), data.get("errors")]
    texts = tuple(_texts(words))
    return Finding(
        kind=OutcomeKind.CONFIRMED if good else OutcomeKind.REJECTED,
        reasons=(f"{name}:{'success' if good else 'errors'}",),
        quoted=texts,
        mechanic=name,
    )


def _ninja(said: Json, _: Reply) -> Finding | None:
    data, errors = said.get("data"), said.get("errors")
    if not isinstance(data, dict) or "errors" not in said or not ("actions" in data or "debug" in said):
        return None
    if errors:
        quoted = tuple(_texts(errors))
        spam = isinstance(errors, dict) and "spam" in str(errors.get("form", ""))[:200].lower()
        kind = OutcomeKind.BLOCKED if spam else OutcomeKind.REJECTED
        return Finding(kind=kind, reasons=("ninja:errors",), quoted=quoted, mechanic="ninja")
    actions = data.get("actions")
    words = actions.get("success_message") if isinstance(actions, dict) else None
    return Finding(
        kind=OutcomeKind.CONFIRMED, reasons=("ninja:success",), quoted=tuple(_texts(words)), mechanic="ninja"
    )


def _gravity(said: Json, _: Reply) -> Finding | None:
    if not isinstance(said.get("is_valid"), bool):
        return None
    if said["is_valid"]:
        words = tuple(_texts(said.get("confirmation_message")))
        reasons = ("gravity:is_valid", "gravity:may-discard")
        return Finding(kind=OutcomeKind.CONFIRMED, reasons=reasons, quoted=words, mechanic="gravity")
    words = tuple(_texts(said.get("validation_messages")))
    return Finding(kind=OutcomeKind.REJECTED, reasons=("gravity:invalid",), quoted=words, mechanic="gravity")


def _anything(said: Json, reply: Reply) -> Finding | None:
    """Judge JSON of nobody's known making: a number of a ticket confirms, a good word alone is thanks."""
    bad = _errors_of(said)
    texts = tuple(_texts([said.get(key) for key in ("message", "msg", "error", "errors", "detail", "title", "text")]))
    good = any(
        said.get(key) in (True, 1, "ok", "success", "sent", "true", "OK")
        for key in ("success", "ok", "status", "result", "sent")
    )
    if bad or reply.status >= 400:  # noqa: PLR2004 -- RFC 9110, 15.5
        return (
            Finding(kind=OutcomeKind.REJECTED, reasons=(f"json:{bad or reply.status}",), quoted=texts) if bad else None
        )
    if number := _ticket(said):
        return Finding(kind=OutcomeKind.CONFIRMED, reasons=("json:ticket",), quoted=texts, ticket=number)
    return Finding(kind=OutcomeKind.THANKED, reasons=("json:success",), quoted=texts) if good else None


def _errors_of(said: Json) -> str | None:
    for key in ("success", "ok", "sent", "valid"):
        if said.get(key) in (False, "false", 0) and key in said:
            return f"{key}=false"
    for key in ("error", "errors", "validation_errors", "invalid_fields"):
        if said.get(key) not in (None, False, "", 0, [], {}):
            return key
    status = said.get("status", said.get("result"))
    if isinstance(status, str) and re.fullmatch(r"(?:error|fail|failed|failure|invalid|nok)", status, re.IGNORECASE):
        return f"status={status.lower()}"
    return None


def _ticket(said: Json, depth: int = 0) -> str | None:
    for key, value in list(said.items())[:100]:
        if isinstance(value, dict) and depth < 2:  # noqa: PLR2004 -- an envelope and what is in it
            named = re.sub(r"[^a-z]", "", key.lower()) in _TICKET_KEYS
            inner = value.get("id") or value.get("number") if named else None
            if found := _number(inner) or _ticket(value, depth + 1):
                return found
        elif re.sub(r"[^a-z]", "", key.lower()) in _TICKET_KEYS and (found := _number(value)):
            return found
    return None


def _number(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    match = _TICKET.fullmatch(str(value)[:40].strip())
    return match[1] if match else None


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the sentences in *value*, whatever it is made of; HTML becomes its words."""
    if isinstance(value, str) and value.strip():
        yield from read_web_page(value[:20_000].encode(errors="replace"), "utf-8").lines[:8]
    elif isinstance(value, dict) and depth < _DEPTH:
        inner = value.get("message")
        for one in [inner] if isinstance(inner, str) else list(value.values())[:20]:
            yield from _texts(one, depth + 1)
    elif isinstance(value, list) and depth < _DEPTH:
        for one in value[:20]:
            yield from _texts(one, depth + 1)
