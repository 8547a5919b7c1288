"""``python -m kaklet`` is the same as ``kaklet``."""

from kaklet.command_line import main

main(prog_name="kaklet")
