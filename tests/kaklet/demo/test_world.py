"""The world as a whole: sites, outages, start and stop."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import aiohttp
import aiosmtplib
import msgspec
import pytest

from kaklet.demo.world import PortTaken, WorldError, live

if TYPE_CHECKING:
    from conftest import Customer, Plan, Start

PROVIDERS = ["bjorkhost", "fjordnett", "kvickserver", "lillsajten", "polderweb"]


async def look(customer: Customer, provider: str) -> str:
    """Return what a visitor to the front page meets."""
    try:
        async with customer.web.get(customer.premises(provider).site) as answer:
            return str(answer.status)
    except aiohttp.ClientConnectorError:
        return "refused"
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
        return "cut off"


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_front_pages(start: Start, provider: str) -> None:
    """Each front page is 10 to 30 kB over verified HTTPS, with the provider's name and the demo's phrase."""
    customer = await start(0.02)
    premises = customer.premises(provider)
    async with customer.web.get(premises.site) as answer:
        page = await answer.read()
    assert answer.status == 200
    assert 10_000 <= len(page) <= 30_000
    assert premises.name in page.decode()
    assert "Kaklet demo page" in page.decode()


async def test_certificates_need_the_worlds_authority(start: Start) -> None:
    """Whoever does not know the world's own authority does not trust its sites."""
    customer = await start(0.02)
    strange = ssl.create_default_context()
    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        await customer.web.get(customer.premises("bjorkhost").site, ssl=strange)


async def test_polderweb_is_slow_to_begin_and_to_end(start: Start) -> None:
    """At full pace the first byte takes 0.3 s or more, and the body drips for 0.4 s or more after it."""
    customer = await start(1.0)
    began = time.monotonic()
    async with customer.web.get(customer.premises("polderweb").site) as answer:
        first = time.monotonic()
        await answer.read()
    assert 0.3 <= first - began < 2
    assert 0.4 <= time.monotonic() - first < 2


async def test_fjordnett_is_down_twice(start: Start) -> None:
    """Its site refuses connections for a while and comes back, then says 503 for a while and comes back."""
    customer = await start(0.06)
    seen: list[str] = []
    async with asyncio.timeout(5):
        while seen.count("200") < 3:
            met = await look(customer, "fjordnett")
            if met != "cut off" and seen[-1:] != [met]:
                seen.append(met)
            await asyncio.sleep(0.02)
    assert seen == ["200", "refused", "200", "503", "200"]


async def test_a_taken_port_is_told_in_one_sentence(plan_at: Plan) -> None:
    """A port in use is named with its owner, and nothing is left running."""
    plan = plan_at(1.0)
    port = int(plan.premises[4].smtp.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken) as taken:
        await live(plan, ready=lambda: None, stop=asyncio.Event())
    assert str(taken.value) == (
        f"Port {port} on 127.0.0.1 is in use: stop what uses it, or change the address of polderweb in config.toml."
    )
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("id", "nohost", "no provider 'nohost'"),
        ("site", "https://bank.example:443/", "lives on loopback"),
        ("smtp", "smtp://127.0.0.1:70000", "lives on loopback"),
        ("contact", "https://localhost:1/contact", "not on its site"),
    ],
)
async def test_a_plan_that_cannot_be_is_refused(plan_at: Plan, field: str, value: str, sentence: str) -> None:
    """A plan with an unknown provider or an address elsewhere is refused before anything is opened."""
    plan = plan_at(1.0)
    wrong = msgspec.structs.replace(plan.premises[0], **{field: value})
    with pytest.raises(WorldError, match=sentence):
        await live(msgspec.structs.replace(plan, premises=(wrong,)), ready=lambda: None, stop=asyncio.Event())


async def test_stopping_leaves_nothing(plan_at: Plan) -> None:
    """After a stop amid open connections and unsent replies no task, thread or listening socket is left."""
    plan = plan_at(1.0)
    stop, up = asyncio.Event(), asyncio.Event()
    world = asyncio.create_task(live(plan, ready=up.set, stop=stop))
    await up.wait()
    ports = [int(p.smtp.rpartition(":")[2]) for p in plan.premises] + [int(plan.mail_exchanger.rpartition(":")[2])]
    lines = [await asyncio.open_connection("127.0.0.1", port) for port in ports]
    assert [(await reader.readline())[:3] for reader, _ in lines] == [b"220"] * 6
    asked = b"From: anna@brevlada.localhost\r\nSubject: TTL\r\n\r\nWhat is the TTL?\r\n"
    await aiosmtplib.send(
        asked,
        sender="anna@brevlada.localhost",
        recipients=["support@polderweb.localhost"],
        port=ports[4],
        hostname="127.0.0.1",
        local_hostname="x",
    )
    stop.set()
    await world
    for reader, writer in lines:
        assert await reader.read() == b""
        writer.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("maildir")]
    for port in ports:
        socket.create_server(("127.0.0.1", port)).close()
