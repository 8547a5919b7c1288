"""The front pages, without the world around them."""

import tomllib
from pathlib import Path

from kaklet.demo.houses import HOUSES
from kaklet.demo.pages import front_page


def test_promises_stand_on_the_pages() -> None:
    """What config.toml quotes as a provider's promise can be read on that provider's front page."""
    study = tomllib.loads((Path(__file__).parents[3] / "config.toml").read_text(encoding="utf-8"))
    quoted = [(provider["id"], p["quote"]) for provider in study["provider"] for p in provider.get("promise", [])]
    assert quoted
    assert [(name, quote) for name, quote in quoted if quote not in front_page(HOUSES[name])] == []


def test_pages_load_nothing_from_elsewhere() -> None:
    """No front page names a script, a picture or a stylesheet that a browser would fetch."""
    for house in HOUSES.values():
        page = front_page(house)
        assert not [
            word for word in ("<script", "<img", "<link", "src=", "url(", "http://", "https://") if word in page
        ]
