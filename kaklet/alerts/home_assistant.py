"""
What Home Assistant is told so that it finds the alerts by itself: MQTT discovery, one message for each entity.

See https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery and .../binary_sensor.mqtt/. Entities are named by
``default_entity_id``: ``object_id`` is no longer read (2026.4).
"""

import re
from typing import Any

import msgspec

from kaklet import __version__
from kaklet.alerts.board import ONLINE, WAITING, alert_topic
from kaklet.fleet.topics import ALERTED_AGENTS
from kaklet.study import Study

_OTHER = re.compile(r"[^A-Za-z0-9-]+")
"""What an id of Home Assistant's topics cannot hold; the underscore stands between their parts."""


def discovered(study: Study, prefix: str, board: dict[str, bytes]) -> dict[str, bytes]:
    """Tell, by topic, how Home Assistant is to show each of the *board*; what is removed there is removed here."""
    found = {}
    root = alert_topic(study.study.id)
    for topic, payload in board.items():
        levels = topic.removeprefix(f"{root}/").split("/")
        name = "_".join(_OTHER.sub("-", part) for part in ("kaklet", study.study.id, *levels))
        config = msgspec.json.encode(_entity(study, topic, levels, name)) if payload else b""
        found[f"{prefix}/binary_sensor/{name}/config"] = config
    return found


def _entity(study: Study, topic: str, levels: list[str], name: str) -> dict[str, Any]:
    head = study.study
    title = head.title["en"]
    names = {provider.id: provider.name for provider in study.provider}
    tasks = {task.name: task.title.get("en") or task.name for task in study.task}
    device = {"identifiers": [f"kaklet_{_OTHER.sub('-', head.id)}"], "name": title, "manufacturer": "Kaklet"}
    if levels == [WAITING]:
        shown = "Waits for a person"
    elif levels[0] == ALERTED_AGENTS:
        shown = f"Vantage point {levels[1]} lost"
    else:
        provider, task = levels
        shown = tasks.get(task, task)
        device |= {
            "identifiers": [f"kaklet_{_OTHER.sub('-', head.id)}_{provider}"],
            "name": names.get(provider, provider),
            "model": title,
        }
    return {
        "name": shown,
        "unique_id": name,
        "default_entity_id": f"binary_sensor.{name.lower().replace('-', '_')}",
        "device_class": "problem",
        "state_topic": topic,
        "value_template": "{{ value_json.state }}",
        "payload_on": "open",
        "payload_off": "closed",
        "json_attributes_topic": topic,
        "availability_topic": alert_topic(head.id, ONLINE),
        "payload_available": "online",
        "payload_not_available": "offline",
        "qos": 1,
        "device": device | {"sw_version": __version__},
        "origin": {"name": "Kaklet", "sw_version": __version__},
    }
