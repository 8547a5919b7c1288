"""M-Lab's own client, the npm package @m-lab/ndt7, at our server."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from real_servers import without

from probes.line.server import Limits, LineServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.alone

ENVIRONMENT = Path(sys.prefix) / "ndt7-client"
"""Where `make test` puts the client, from requirements of its own."""
SCRIPT = Path(__file__).parent / "official_client" / "measure.js"
SECONDS = 2.0


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Run a server whose tests are short."""
    server = LineServer(Limits(test_seconds=SECONDS))
    yield await server.start("127.0.0.1", 0)
    await server.stop()


@pytest.fixture
def node() -> str:
    """Return the path of node."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is missing: install Debian's package nodejs.")
    if not (ENVIRONMENT / "ready").exists():
        without(f"{ENVIRONMENT} is missing: run make ndt7-client, with a network and npm.")
    return found


async def test_the_official_client_measures_at_our_server(port: int, node: str) -> None:
    """It ends without an error, by its own count and by what our server told it."""
    done = await asyncio.to_thread(
        subprocess.run,
        [node, str(SCRIPT), f"127.0.0.1:{port}"],
        env={**os.environ, "NODE_CLIENT": str(ENVIRONMENT)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert (found["code"], found["errors"]) == (0, [])
    assert found["download"]["LastClientMeasurement"]["MeanClientMbps"] > 1
    assert found["download"]["LastServerMeasurement"]["TCPInfo"]["BytesSent"] > 1_000_000
    said = found["upload"]["LastServerMeasurement"]
    assert (said["Origin"], said["Test"]) == ("server", "upload")
    assert said["TCPInfo"]["BytesReceived"] > 1_000_000
    assert said["TCPInfo"]["ElapsedTime"] == pytest.approx(1e6 * SECONDS, rel=0.5)
    assert said["ConnectionInfo"]["UUID"]
