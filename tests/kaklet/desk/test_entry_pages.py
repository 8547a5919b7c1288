"""The service record at the desk: the same validation as at all doors, versions, and evidence that no browser runs."""

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import FormData

from kaklet.config import Loaded
from kaklet.desk.entry_forms import OFFERED, form_of, values_of
from kaklet.desk.entry_hints import HINTS, next_values
from kaklet.desk.entry_pages import MAX_EVIDENCE_BYTES
from kaklet.service.entry import check, fields_of
from kaklet.service.headers import HEADERS
from results.keep import EvidenceFolder, Store
from results.records import Message
from results.records.service import JourneyGrade, Kind

if TYPE_CHECKING:
    from aiohttp import ClientResponse
    from conftest import Browser

PAGE = b"<script>alert('from the evidence')</script>"


@pytest.fixture
def journey(loaded: Loaded) -> dict[str, str]:
    """Return a grade as a person fills it in."""
    return {
        "journey": "fibre",
        "provider": loaded.study.provider[0].id,
        "phase": "ordering",
        "component": "service",
        "grade": "7,5",
        "reason": "Quick.",
    }


async def with_copy(browser: "Browser", fields: dict[str, str], copy: bytes) -> "ClientResponse":
    """Send a form with a file."""
    form = FormData({"form_token": await browser.token(), **fields})
    form.add_field("evidence", io.BytesIO(copy), filename="../../page.html", content_type="text/html")
    return await browser.client.post("/record/journey", data=form, allow_redirects=False)


@pytest.mark.parametrize("kind", OFFERED)
def test_every_example_can_be_filled_in_and_comes_back_the_same(loaded: Loaded, kind: Kind) -> None:
    """What a form takes of a kind's example is what a correction's form is filled in with."""
    header = HEADERS[kind]
    names = {one.id: one.name for one in loaded.study.provider}
    given = dict(zip(header.columns, header.example, strict=True)) | {"provider": next(iter(names))}
    checked = check(kind, given, providers=names)
    assert checked.content is not None, checked.complaints
    shown = {one.name: one for one in form_of(kind, names, values_of(checked.content))}
    again = check(kind, {name: one.value for name, one in shown.items()}, providers=names)
    assert again.content == checked.content
    for one in shown.values():
        assert one.control != "choice" or one.value in {"", *(choice.value for choice in one.choices)}


async def test_what_is_noted_has_who_when_and_where(maja: "Browser", store: Store, journey: dict[str, str]) -> None:
    """And a correction is another version beside it; the same once more is none."""
    assert (await maja.send("/record/journey", **journey, seen="the invoice")).status == 303
    assert (
        (await maja.send("/record/journey", **journey, seen="the invoice")).headers["Location"].endswith("nothing-new")
    )
    assert (await maja.send("/record/journey", **{**journey, "grade": "3"})).status == 303
    first, second = store.entries()
    assert isinstance(second.content, JourneyGrade)
    assert (first.by, first.seen, first.version) == ("Maja", "the invoice", 1)
    assert (second.content.grade, second.version) == (3, 2)
    page = await maja.text("/record?kind=journey")
    assert "Earlier versions: 1" in page
    assert "the invoice" in page


async def test_a_form_that_is_not_right_comes_back_with_what_was_written(
    maja: "Browser", store: Store, journey: dict[str, str]
) -> None:
    """Each complaint beside its field, and nothing is kept."""
    response = await maja.send("/record/journey", **{**journey, "grade": "11", "phase": ""})
    page = await response.text()
    assert response.status == 422
    assert "must be from 1 to 10" in page
    assert 'value="fibre"' in page
    assert "Quick." in page
    assert not store.entries()


async def test_an_entry_is_taken_back_and_stays_to_be_seen(
    maja: "Browser", store: Store, journey: dict[str, str]
) -> None:
    """The form of a correction is filled in with what holds, and can take it back."""
    await maja.send("/record/journey", **journey)
    (entry,) = store.entries()
    page = await maja.client.get("/record/journey", params={"subject": entry.subject})
    assert 'value="7.5"' in await page.text()
    await maja.send("/record/journey", **journey, withdraw="yes")
    assert store.entries()[-1].withdrawn
    assert "taken back" in await maja.text("/record?kind=journey")


async def test_a_copy_is_kept_by_its_hash_and_given_as_a_file_only(
    maja: "Browser", store: Store, journey: dict[str, str]
) -> None:
    """Whatever it is called and says of itself, no browser shows it as a page of the desk."""
    assert (await with_copy(maja, journey, PAGE)).status == 303
    (entry,) = store.entries()
    assert entry.evidence == hashlib.sha256(PAGE).hexdigest()
    response = await maja.client.get(f"/evidence/{entry.evidence}")
    assert await response.read() == PAGE
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_no_mail_leaves_by_the_door_of_evidence(maja: "Browser", store: Store) -> None:
    """What lies in the evidence store and no entry cites is not given; nor is any other file."""
    message = store.all(Message)[0]
    for name in (message.evidence, "..%2F..%2Fkaklet.sqlite3", "None"):
        assert (await maja.client.get(f"/evidence/{name}")).status == 404


async def test_a_copy_has_a_largest_size(
    maja: "Browser", store: Store, journey: dict[str, str], loaded: Loaded
) -> None:
    """What is larger is refused, and nothing of it is kept; other pages take far less."""
    large = bytes(MAX_EVIDENCE_BYTES + 1)
    assert (await with_copy(maja, journey, large)).status == 413
    assert not store.entries()
    folder = EvidenceFolder(Path(loaded.study.study.data, "evidence"))
    assert not folder.has(hashlib.sha256(large).hexdigest())
    response = await maja.send("/logout", padding="x" * 300_000)
    assert response.status == 413


@pytest.mark.parametrize("kind", OFFERED)
async def test_each_form_is_shown(maja: "Browser", kind: Kind) -> None:
    """With every field of its kind."""
    page = await maja.text(f"/record/{kind}")
    for name in HEADERS[kind].columns:
        assert f'name="{name}"' in page


async def test_words_of_closed_lists_are_told_as_words(maja: "Browser", loaded: Loaded) -> None:
    """No underscores of the record's own names are left in the list; what a person wrote stays as it is."""
    told = {"provider": loaded.study.provider[0].id, "aspect": "value_raising", "item": "mail_box", "value": "yes"}
    assert (await maja.send("/record/offering", **told)).status == 303
    page = await maja.text("/record?kind=offering")
    assert "<bdi>value raising</bdi>" in page
    assert "<bdi>mail_box</bdi>" in page


async def test_the_next_step_comes_filled_in(maja: "Browser", loaded: Loaded) -> None:
    """The list leads to a form that has provider, case and the next number, whatever was noted last."""
    provider = loaded.study.provider[0].id
    for step in ("7", "4"):
        sent = await maja.send(
            "/record/ledger",
            provider=provider,
            case="router",
            step=step,
            event="contact",
            who="customer",
            whom="provider",
        )
        assert sent.status == 303
    page = await maja.text("/record?kind=ledger")
    assert "Note the next step of the case of" in page
    link = page.partition('href="/record/ledger?after=')[2].partition('"')[0]
    form = await maja.text(f"/record/ledger?after={link}")
    assert 'value="router"' in form
    assert 'value="8"' in form


async def test_a_grade_that_does_not_apply_is_told_as_that(maja: "Browser", journey: dict[str, str]) -> None:
    """An empty grade is n/a in the list, not nothing."""
    assert (await maja.send("/record/journey", **{**journey, "grade": ""})).status == 303
    assert "n/a" in await maja.text("/record?kind=journey")


@pytest.mark.parametrize("kind", OFFERED)
def test_each_hint_is_about_a_field_that_there_is(kind: Kind) -> None:
    """And what the next entry takes over too."""
    known = set(fields_of(kind))
    assert {name for one, name in HINTS if one is kind} <= known
    assert set(next_values(kind, dict.fromkeys(known, "1"), [])) <= known
