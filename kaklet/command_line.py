"""The command line: the doors that people and programs come in by, and behind which module each is."""

from importlib import import_module

import click

from kaklet import __version__

DOORS = {
    "agent": "kaklet.fleet.command:agent",
    "alerts": "kaklet.alerts.command:alerts",
    "check": "kaklet.study_commands:check",
    "collect": "kaklet.fleet.command:collect",
    "demo": "kaklet.report_commands:demo",
    "desk": "kaklet.desk.command:desk",
    "editions": "kaklet.publishing.command:editions",
    "entries": "kaklet.service.commands:entries",
    "fleet": "kaklet.fleet.commands:fleet",
    "form": "kaklet.forms.commands:form",
    "gather": "kaklet.fleet.command:gather",
    "import": "kaklet.data_commands:import_",
    "init": "kaklet.study_commands:init",
    "mail": "kaklet.mail.commands:mail",
    "plan": "kaklet.campaign.command:plan",
    "probe": "kaklet.probe_command:probe",
    "record": "kaklet.service.commands:record",
    "register": "kaklet.data_commands:register",
    "report": "kaklet.report_commands:report",
    "rollup": "kaklet.data_commands:rollup",
    "run": "kaklet.study_commands:run",
    "schema": "kaklet.data_commands:schema",
    "serve-echo": "kaklet.line.echo_command:serve",
    "serve-ndt7": "kaklet.line.command:serve",
    "serve-responsiveness": "kaklet.line.responsiveness_command:serve",
    "simulate": "kaklet.simulate.command:simulate",
    "status": "kaklet.study_commands:status",
    "summary": "kaklet.data_commands:summary",
    "verify": "kaklet.publishing.command:verify",
}
"""By the name of a command where it is, as ``module:name``."""


class Doors(click.Group):
    """A group of which only the command that is asked for is imported: an agent has no room for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- as click has it
        """Name all commands."""
        return list(DOORS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as click has it
        """Import the command of that name; None if there is none."""
        where = DOORS.get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found


@click.group(cls=Doors, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="kaklet")
def main() -> None:
    """Find out which web hosts and Internet providers keep what they promise."""
