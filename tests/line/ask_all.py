"""Ask several targets by kind loss at once, in one process: ``ask_all.py SETTINGS TARGET...``; a JSON line for each."""

import asyncio
import sys
from datetime import UTC, datetime

import msgspec

from probes.loss import LossProbe
from probes.probe import Target, Tools, Visit, observe
from results.records import Observation


class Forgetful:
    """Keeps nothing."""

    def keep(self, *_: object) -> None:
        """Forget it."""

    async def settled(self) -> None:
        """Nothing waits."""

    def put(self, *_: object) -> str:
        """Forget it."""
        return ""

    def get(self, sha256: str) -> bytes:
        """Raise `KeyError`."""
        raise KeyError(sha256)


async def ask(settings: LossProbe, url: str, slot: datetime) -> Observation:
    """Ask one of them."""
    tools = Tools(sink=Forgetful(), evidence=Forgetful(), post=None)
    target = Target(provider=url, name="echo", url=url)
    visit = Visit(agent="home", session=None, task="echo", slot=slot, turn=1, target=target, tools=tools)
    return await observe(settings, visit, kind="loss")


async def main(settings: str, *urls: str) -> None:
    """Ask all of them and print what was observed."""
    probe, slot = msgspec.json.decode(settings, type=LossProbe), datetime.now(UTC)
    print("begun", flush=True)  # noqa: T201 -- what the one who started this waits for
    for found in await asyncio.gather(*(ask(probe, url, slot) for url in urls)):
        print(msgspec.json.encode(found).decode(), flush=True)  # noqa: T201 -- the answer


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
