"""TLS without certificates, for what this machine does with itself on loopback."""

import ssl
import tempfile

_CIPHER = "ADH-AES128-GCM-SHA256:@SECLEVEL=0"
"""Anonymous: only what it costs counts here, and nobody else can listen on loopback's behalf."""
_GROUP = """-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz
+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a
87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7
YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi
7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD
ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==
-----END DH PARAMETERS-----
"""
"""The group ffdhe2048 (RFC 7919, A.1)."""


def anonymous(*, client: bool) -> ssl.SSLContext:
    """Make a context that encrypts for nobody in particular, on loopback only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT if client else ssl.PROTOCOL_TLS_SERVER)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHER)
    return context


def anonymous_server() -> ssl.SSLContext:
    """Make the other side's context, with the group that its handshake is done in."""
    context = anonymous(client=False)
    with tempfile.NamedTemporaryFile("w", encoding="ascii") as file:  # Python reads it from files only
        file.write(_GROUP)
        file.flush()
        context.load_dh_params(file.name)
    return context
