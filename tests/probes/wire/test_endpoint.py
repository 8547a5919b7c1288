"""What addresses of targets may look like."""

from __future__ import annotations

import pytest

from probes.wire.endpoint import Place, address_mistake, place_of


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("tcp://mail.example:25", Place("mail.example", 25)),
        ("tls://[2001:db8::1]:443", Place("2001:db8::1", 443)),
        ("dns:example.org", Place("example.org")),
        ("dns:_dmarc.example.org.", Place("_dmarc.example.org.")),
        ("dns:bücher.example", Place("xn--bcher-kva.example")),
        ("icmp:192.0.2.1", Place("192.0.2.1")),
        ("icmp:[2001:db8::1]", Place("2001:db8::1")),
        ("icmp:2001:db8::1", Place("2001:db8::1")),
    ],
)
def test_place(url: str, place: Place) -> None:
    """An address names a host and, where its form has one, a port."""
    assert place_of(url) == place
    assert address_mistake(url) is None


@pytest.mark.parametrize("url", ["http://example.org", "https://[::1]:8443/page?x=1", "mailto:support@example.org"])
def test_other_kinds_of_address(url: str) -> None:
    """Pages and mail addresses are as right as ever."""
    assert address_mistake(url) is None


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("tcp://example.org", "tcp://HOST:PORT"),
        ("tcp://example.org:0", "tcp://HOST:PORT"),
        ("tcp://example.org:70000", "tcp://HOST:PORT"),
        ("tls://example.org:443/", "tls://HOST:PORT"),
        ("tls://user@example.org:443", "tls://HOST:PORT"),
        ("tls:example.org:443", "tls://HOST:PORT"),
        ("dns:", "dns:NAME"),
        ("dns:two words", "dns:NAME"),
        ("dns:a..b", "dns:NAME"),
        ("dns://192.0.2.1/example.org", "dns:NAME"),
        (f"dns:{'a' * 64}.example", "dns:NAME"),
        (f"dns:{'.'.join(['a' * 60] * 5)}", "dns:NAME"),
        ("icmp:", "icmp:HOST"),
        ("icmp://192.0.2.1", "icmp:HOST"),
        ("https://", "https://HOST/"),
        ("mailto:nobody", "mailto:USER@HOST"),
        ("http://[", "https://HOST/"),
        ("example.org", "https://HOST/"),
    ],
)
def test_mistake(url: str, form: str) -> None:
    """What is no address is told in a sentence with the form that is right."""
    told = address_mistake(url)
    assert told is not None
    assert repr(url) in told
    assert form in told
