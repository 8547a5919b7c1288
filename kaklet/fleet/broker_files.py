"""What the broker needs: settings for Mosquitto 2, and who may read and write which topics."""

from collections.abc import Iterable

from kaklet.desk.settings import is_loopback
from kaklet.fleet.settings import Meeting
from kaklet.fleet.topics import COLLECTOR, READER, ROOT

_SETTINGS = """\
# Settings for Mosquitto 2 as the broker of the fleet of "{study}", written by `kaklet fleet broker`. Start it with
#
#     mosquitto -c {folder}/{name}
#
# It is a courier and no store: agents keep every record until the collector has it, so nothing here can lose one.

# If root starts it, it goes on as this user, who must be able to read this folder, at each reload too.
user {user}

listener {listen}
# Whoever comes must have a certificate of the fleet's own authority that is not revoked. Its name (CN) is the user.
cafile {folder}/ca.crt
certfile {folder}/broker.crt
keyfile {folder}/broker.key
crlfile {folder}/crl.pem
require_certificate true
use_identity_as_username true
allow_anonymous false
# Agents write below their own name only.
acl_file {folder}/acl

# A batch and a study are 1 MB at most. Whatever is larger ends the connection.
max_packet_size 2097152
# For a collector that is away. What does not fit in here is sent again by the agents.
max_queued_messages 1000
max_queued_bytes 67108864
persistent_client_expiration 14d

# The signed study, and what agents said last of themselves, outlive a restart. Without this they come again by
# themselves when the collector and the agents connect.
persistence true
persistence_location {folder}/
autosave_interval 300

log_dest stderr
log_type error
log_type warning
log_type notice
"""

_RULES = """\
# Who may read and write what, by the name in the certificate (CN). Written by `kaklet fleet`; do not edit.
# The collector:
user {collector}
topic read {root}/{study}/+/up/#
topic write {root}/{study}/+/down/#
topic readwrite {root}/{study}/alert/#
# Where Home Assistant looks for new devices, if the study tells it alerts:
topic readwrite homeassistant/#

# Whoever reads the alerts, such as Home Assistant, which also says when it begins:
user {reader}
topic read {root}/{study}/alert/#
topic read homeassistant/#
topic write homeassistant/status

# Agents, each below its own name:
pattern write {root}/{study}/%u/up/#
pattern read {root}/{study}/%u/down/#
"""


def settings(study: str, *, folder: str, user: str, meeting: Meeting, name: str = "mosquitto.conf") -> str:
    """Return the file *name* for the broker at *meeting*; it and the others lie in *folder* on its machine."""
    # One that is called by a name of this machine alone is not to be reached from elsewhere.
    listen = f"{meeting.port} {meeting.host}" if is_loopback(meeting.host) else str(meeting.port)
    return _SETTINGS.format(study=study, folder=folder.rstrip("/"), user=user, listen=listen, name=name)


def rules(study: str, revoked: Iterable[str]) -> str:
    """Return the file of access rules; those *revoked* may do nothing, also while they are still connected."""
    text = _RULES.format(study=study, root=ROOT, collector=COLLECTOR, reader=READER)
    shut = [f"user {name}\ntopic deny #\n" for name in revoked]
    return text + ("\n# Revoked:\n" + "".join(shut) if shut else "")
