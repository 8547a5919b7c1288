"""What the commands that serve reference points have in common."""

import ssl
from pathlib import Path

from kaklet.telling import give_up


def server_context(certificate: Path, key: Path | None) -> ssl.SSLContext:
    """Make the context of a server with *certificate*; end with a sentence if it cannot be read."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one, too
        give_up(f"{certificate} is no certificate with its key that can be read ({error.strerror}): give PEM.")
    return context
