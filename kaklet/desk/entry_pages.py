"""The pages of the service record: what was noted, the forms to note it, and its evidence."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp.web_request import FileField

from kaklet.desk.entry_forms import OFFERED, TITLES, form_of, noted, values_of
from kaklet.desk.entry_hints import CONTINUED, next_values
from kaklet.desk.office import OFFICE, VISITOR, field, onward, page, refusal
from kaklet.service.entry import Complaint, ServiceError, check, enter, fields_of
from results.keep import Store
from results.records.service import Kind

MAX_EVIDENCE_BYTES = 10 << 20
MAX_FORM_BYTES = MAX_EVIDENCE_BYTES + (256 << 10)
SHOWN = 200
"""Things that a page lists, at most."""


async def record_page(request: web.Request) -> web.Response:
    """List what was noted of one kind."""
    office = request.app[OFFICE]
    kind = _kind(request.query.get("kind", Kind.JOURNEY))
    if kind is None:
        return refusal(request, 404, "There is no such part of the record: choose one above its list.")
    found = noted(await office.reading(Store.entries), kind)
    context = {"kind": kind, "titles": TITLES, "noted": found[:SHOWN], "count": len(found), "offered": OFFERED}
    context["continued"] = CONTINUED.get(kind, "")
    return page(request, "record.html", context)


async def entry_page(request: web.Request) -> web.Response:
    """Show the form of one kind: empty, or filled in with what is to be corrected."""
    office = request.app[OFFICE]
    kind = _kind(request.match_info["kind"])
    if kind not in OFFERED:
        return refusal(request, 404, "There is no form for that: choose one above the list of the record.")
    subject = request.query.get("subject", "")
    values: Mapping[str, str] = {"provider": request.query.get("provider", "")}
    seen = ""
    entries = await office.reading(Store.entries) if subject or "after" in request.query else []
    if last := [one for one in entries if (one.kind, one.subject) == (kind, request.query.get("after", ""))]:
        values = next_values(kind, values_of(last[-1].content), [one.content for one in entries if not one.withdrawn])
    if subject:
        found = [one for one in entries if (one.kind, one.subject) == (kind, subject)]
        if not found:
            return refusal(request, 404, "Nothing of that name is in the record: look for it in its list.")
        values, seen = values_of(found[-1].content), found[-1].seen
    return _form(request, kind, values, seen=seen, is_correction=bool(subject))


def _form(
    request: web.Request,
    kind: Kind,
    values: Mapping[str, str],
    *,
    seen: str = "",
    is_correction: bool = False,
    complaints: tuple[Complaint, ...] = (),
) -> web.Response:
    names = request.app[OFFICE].provider_names
    context = {
        "kind": kind,
        "title": TITLES[kind],
        "fields": form_of(kind, names, values, complaints),
        "seen": seen,
        "is_correction": is_correction,
        "problems": [one for one in complaints if one.field not in fields_of(kind)],
        "wrong": len(complaints),
        "most": MAX_EVIDENCE_BYTES >> 20,
    }
    return page(request, "entry.html", context, 422 if complaints else 200)


async def enter_it(request: web.Request) -> web.Response:
    """Check what was filled in, by the validation that all doors share, and keep it."""
    office, by = request.app[OFFICE], request[VISITOR].name or ""
    kind = _kind(request.match_info["kind"])
    if kind not in OFFERED:
        return refusal(request, 404, "There is no form for that: choose one above the list of the record.")
    form = await request.post()
    values = {name: field(form, name) for name in fields_of(kind)}
    correcting = field(form, "correcting") == "yes"
    seen, proof = field(form, "seen"), form.get("evidence")
    checked = check(kind, values, providers=office.provider_names)
    if checked.content is None:
        return _form(request, kind, values, seen=seen, is_correction=correcting, complaints=checked.complaints)
    content, withdrawn = checked.content, field(form, "withdraw") == "yes"
    copy = await office.in_thread(_read, proof) if isinstance(proof, FileField) else b""
    if len(copy) > MAX_EVIDENCE_BYTES:
        return refusal(request, 413, f"The copy is larger than {MAX_EVIDENCE_BYTES >> 20} MiB: give a smaller one.")
    try:
        sha256 = await office.in_thread(office.evidence.put, copy) if copy else None
        (entry,) = await office.keeping(
            lambda store: enter(
                store, [content], by=by, at=office.now(), seen=seen, evidence=sha256, withdrawn=withdrawn
            )
        )
    except ServiceError as error:
        return _form(
            request, kind, values, seen=seen, is_correction=correcting, complaints=(Complaint("", str(error)),)
        )
    return onward(f"/record?kind={kind}&said={'noted' if entry else 'nothing-new'}")


def _read(proof: FileField) -> bytes:
    """Read a file that was sent, one byte beyond the most that is kept."""
    with proof.file:
        return proof.file.read(MAX_EVIDENCE_BYTES + 1)


async def proof(request: web.Request) -> web.Response:
    """
    Give a copy that an entry cites, as a file to be saved.

    Mail lies in the same store: what no entry cites is not given. A browser shows none of it as a page.
    """
    office = request.app[OFFICE]
    sha256 = request.match_info["sha256"]
    cited = {one.evidence for one in await office.reading(Store.entries)}
    if sha256 not in cited:
        return refusal(request, 404, "No entry of the record has such a copy: look for it in its list.")
    try:
        content = await office.in_thread(office.evidence.get, sha256)
    except KeyError:
        return refusal(request, 404, "The copy is missing, or is not what it was: bring the evidence folder back.")
    return web.Response(
        body=content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{sha256[:16]}.bin"'},
    )


def _kind(name: str) -> Kind | None:
    return next((one for one in Kind if one.value == name), None)
