"""The newest study goes to each agent that is enrolled, as a retained message: also to one that comes later."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kaklet.config import Loaded
from kaklet.fleet.agent_study import StudyDocument, study_of
from kaklet.fleet.errors import FleetError
from kaklet.fleet.folder import FleetFolder, Register
from kaklet.fleet.publishing import published
from kaklet.fleet.signing import SignatureError, opened
from kaklet.fleet.topics import STUDY, topic
from kaklet.fleet.transport import Letter, Line, RefusedError
from probes import kind_of
from probes.probe import utc_now
from results.records.rollup import SeriesName

LOOK_SECONDS = 15.0
"""So often it is looked whether somebody was enrolled, or a study published, since."""

log = logging.getLogger(__name__)


def study_letters(register: Register, content: bytes, told: dict[str, bytes]) -> Iterator[tuple[str, Letter]]:
    """Yield the letter to each agent that is enrolled and has not been *told* just this *content*."""
    for agent in register.enrolled():
        if told.get(agent) != content:
            yield agent, Letter(topic(register.study, agent, STUDY), content, retained=True)


class StudyTelling:
    """
    The collector's part: publishes the study *loaded* if it has changed, and tells agents of what is newest.

    One that does not sign (*signs*) only tells, and is silent where the fleet's own folder is not: a copy may be old.
    """

    def __init__(self, loaded: Loaded, *, signs: bool = True, look_seconds: float = LOOK_SECONDS) -> None:
        self._signs = signs
        self._study, self._look_seconds = loaded.study, look_seconds
        self._folder = FleetFolder(loaded.file)
        self._trouble = ""
        self._published = False

    async def tell(self, line: Line) -> None:
        """Tell agents on *line*, for ever. Trouble with the fleet's folder is told once, and stops nothing else."""
        told: dict[str, bytes] = {}
        while True:
            try:
                for agent, letter in await asyncio.to_thread(self._due, told):
                    await line.publish(letter)
                    told[agent] = letter.payload
            except (FleetError, RefusedError, OSError) as error:
                if str(error) != self._trouble:
                    log.warning("Agents are not told of the study: %s.", str(error).rstrip("."))
                self._trouble = str(error)
            else:
                self._trouble = ""
            await asyncio.sleep(self._look_seconds)

    def _due(self, told: dict[str, bytes]) -> list[tuple[str, Letter]]:
        if not self._folder.begun:
            return []
        if not self._signs:
            if not self._folder.whole or not self._folder.study.exists():
                return []
        elif not self._published:
            with self._folder.held():
                made = published(self._folder, self._study, now=utc_now())
            self._published = True
            if made.changed:
                log.info("The study has changed: agents are told of version %d.", made.version)
        content = self._folder.read(self._folder.study.name)
        return list(study_letters(self._folder.register(), content, told))


class PublishedSeries:
    """What agents may have been told to ask since the collector started, by the study that was published last."""

    def __init__(self, study_file: Path) -> None:
        self._folder = FleetFolder(study_file)
        self._seen: tuple[int, int] | None = None

    def __call__(self) -> set[SeriesName]:
        """Return the series of a study that was published since the last call; none if there is no such study."""
        try:
            found = self._folder.study.stat()
            if (found.st_mtime_ns, found.st_ino) == self._seen:
                return set()
            self._seen = found.st_mtime_ns, found.st_ino
            document = opened(self._folder.study.read_bytes(), self._folder.read("study.pub"))
            told = msgspec.json.decode(document, type=StudyDocument)
        except (OSError, FleetError, SignatureError, msgspec.MsgspecError):
            return set()
        made, _ = study_of(told.content, study=told.study, agent="", data="")
        return {
            SeriesName("", one.target.provider, one.target.name, one.task.name, kind_of(one.task.probe))
            for one in (made.series() if made else ())
        }
