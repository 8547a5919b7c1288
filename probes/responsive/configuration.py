"""What a server of responsiveness says of itself at ``/.well-known/nq`` (the draft, 7 and 8)."""

import json
from typing import Any, NamedTuple

from probes.probe import ProbeFailed
from probes.web.place import Place, place_of
from results.records import Failure

PATH = "/.well-known/nq"
MOST_BYTES = 65_536
_LONGEST_URL = 2_048
_NAMES = {
    "large": ("large_download_url", "large_https_download_url"),
    "small": ("small_download_url", "small_https_download_url"),
    "upload": ("upload_url", "https_upload_url"),
}
"""By the draft, and as servers name them that are older than that."""


class Paths(NamedTuple):
    """What is asked for, each with its query."""

    large: str
    small: str
    upload: str


class Configuration(NamedTuple):
    """Where the test is done."""

    host: str
    port: int
    paths: Paths
    endpoint: str | None
    """The host whose address is connected to in place of *host*'s."""


def configuration_of(body: bytes) -> Configuration:
    """
    Read the answer *body*.

    Raises `ProbeFailed` with PROTOCOL_ERROR where the draft says that the whole is to be ignored: another version,
    addresses that are missing, named twice, on different hosts, or (a restriction of ours) not of https.
    """
    try:
        said = json.loads(body, object_pairs_hook=_once)
        version, urls, endpoint = said["version"], said["urls"], said.get("test_endpoint")
        texts = [next(urls[name] for name in names if name in urls) for names in _NAMES.values()]
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError) as error:
        raise _wrong("it cannot be read") from error
    if version not in {1, "1"} or isinstance(version, bool):
        raise _wrong("it is of another version than 1")
    if not all(isinstance(text, str) and 0 < len(text) <= _LONGEST_URL for text in [*texts, endpoint or "-"]):
        raise _wrong("its addresses are none")
    places = [place_of(text) for text in texts]
    if len({(one.host, one.port) for one in places}) != 1 or any(one.scheme != "https" for one in places):
        raise _wrong("its three addresses are not of one host by https")
    return Configuration(places[0].host, places[0].port, Paths(*(one.path for one in places)), _host(endpoint))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _host(endpoint: str | None) -> str | None:
    if endpoint is None:
        return None
    place: Place = place_of(f"https://{endpoint}/")
    if place.path != "/":
        raise _wrong("its test_endpoint is no host")
    return place.host


def _wrong(why: str) -> ProbeFailed:
    return ProbeFailed(Failure.PROTOCOL_ERROR, f"what the server says of itself is no configuration: {why}")
