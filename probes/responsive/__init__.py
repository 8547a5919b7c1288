"""Responsiveness under load: HTTP/2, load and probes as draft-ietf-ippm-responsiveness has them, client and server."""
