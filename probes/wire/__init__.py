"""Talking to a network and timing it: sockets with the kernel's clock, TLS, addresses, and what errors mean."""
