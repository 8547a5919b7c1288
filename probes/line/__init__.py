"""The speed of a line: ndt7's messages, its client and server, its schedule, and what a measurement depends on."""
