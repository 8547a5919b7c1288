"""The part of a made-up study's file that tells of lines."""

import hashlib
import json
from datetime import date, timedelta

from kaklet.simulate.lines.cast import HOMES, PLANS, PROVIDERS, Home, PlanOf, Sold, agent_of
from kaklet.simulate.lines.packets import LASTS
from kaklet.simulate.plan import DAY, Plan

SPEED, CAMPAIGN, PACKETS = "line-speed", "line-campaign", "line-packets"
PAGE, NAMES, RESPONSIVE = "line-page", "line-names", "line-responsiveness"
SPEED_SECONDS, PACKETS_SECONDS, DAILY_LIFE_SECONDS = 3_600, 1_200, 10_800
SERVERS = {"ref-north": "north", "ref-south": "south", "ref-west": "west"}
ZONE = "Europe/Stockholm"
_FIRST, _APART, _CAMPAIGN_DAYS = 2, 2, 3
SERVER_OF_SPEED = "ref-south"
_OF_SPEED = """\
target.ndt = {{ url = "wss://{name}.example/" }}
target.page = {{ url = "https://{name}.example/page/" }}
target.name = {{ url = "dns:{name}.example" }}
target.load = {{ url = "https://{name}.example/load/" }}
"""

_RULES = f"""
[line_rules]
speed = ["{SPEED}", "{CAMPAIGN}"]
loss = ["{PACKETS}"]
servers = ["{PACKETS}"]
web = ["{PAGE}"]
dns = ["{NAMES}"]
responsiveness = ["{RESPONSIVE}"]
"""

_TASKS = f"""
[[task]]
name = "{SPEED}"
title = {{ en = "Speed", sv = "Hastighet", nb = "Fart", nl = "Snelheid" }}
target = "ndt"
every_seconds = {SPEED_SECONDS}
probe = {{ kind = "ndt7", timeout_seconds = 60, own_server = true }}

[[task]]
name = "{CAMPAIGN}"
title = {{ en = "Measuring days", sv = "Mätdagar", nb = "Måledager", nl = "Meetdagen" }}
target = "ndt"
every_seconds = {SPEED_SECONDS}
probe = {{ kind = "ndt7", timeout_seconds = 60, own_server = true }}

[[task]]
name = "{PACKETS}"
title = {{ en = "Packets", sv = "Datapaket", nb = "Pakker", nl = "Pakketten" }}
target = "echo"
every_seconds = {PACKETS_SECONDS}
probe = {{ kind = "loss", duration_seconds = {LASTS:.0f}, timeout_seconds = {LASTS + 30:.0f} }}

[[task]]
name = "{PAGE}"
title = {{ en = "Reference page", sv = "Referenssida", nb = "Referanseside", nl = "Referentiepagina" }}
target = "page"
every_seconds = {DAILY_LIFE_SECONDS}
probe = {{ kind = "web", timeout_seconds = 60 }}

[[task]]
name = "{NAMES}"
title = {{ en = "Name looked up", sv = "Namnuppslag", nb = "Navneoppslag", nl = "Naam opgezocht" }}
target = "name"
every_seconds = {DAILY_LIFE_SECONDS}
probe = {{ kind = "dns", timeout_seconds = 5 }}

[[task]]
name = "{RESPONSIVE}"
title = {{ en = "Responsiveness", sv = "Svar under last", nb = "Svar under last", nl = "Antwoorden bij drukte" }}
target = "load"
every_seconds = {DAILY_LIFE_SECONDS}
probe = {{ kind = "responsiveness", timeout_seconds = 60, own_server = true }}
"""


def measuring_days(plan: Plan, home: Home) -> tuple[date, ...]:
    """Tell the measuring days of *home*; none where the study is too short for a campaign, or it has none."""
    days = tuple(plan.start.date() + timedelta(days=_FIRST + _APART * number) for number in range(_CAMPAIGN_DAYS))
    return days if home.campaign and days[-1] < (plan.end - DAY).date() else ()


def lines_text(plan: Plan) -> str:
    """Return the TOML of the lines: their rules, sellers, plans, homes, servers and tasks."""
    sellers = "".join(
        f'\n[[provider]]\nid = "{one}"\nname = "{name}"\nabout.en = "Made up by a program."\n'
        'about.sv = "Påhittad av ett program."\nabout.nb = "Diktet opp av et program."\n'
        'about.nl = "Verzonnen door een programma."\n'
        for one, name in PROVIDERS.items()
    )
    servers = "".join(
        f'\n[[control]]\nid = "{one}"\ntarget.echo = {{ url = "icmp:{name}.example" }}\n'
        + (_OF_SPEED.format(name=name) if one == SERVER_OF_SPEED else "")
        for one, name in SERVERS.items()
    )
    homes = "".join(_home(plan, number, home) for number, home in enumerate(HOMES))
    return _RULES + sellers + "".join(map(_plan, PLANS)) + homes + servers + _TASKS


def _plan(one: PlanOf) -> str:
    sha256 = hashlib.sha256(f"synthetic {one.id}".encode()).hexdigest()
    return (
        f'\n[[line_plan]]\nid = "{one.id}"\nprovider = "{one.provider}"\nname = "{one.name}"\nmedium = "{one.medium}"\n'
        f"download = {_speeds(one.download)}\nupload = {_speeds(one.upload)}\n"
        f'contract = {{ sha256 = "{sha256}", source = "synthetic contract, page 2", read_on = 2026-01-02 }}\n'
    )


def _speeds(sold: Sold) -> str:
    return "{ " + ", ".join(f"{name} = {value}" for name, value in sold.told.items()) + " }"


def _home(plan: Plan, number: int, home: Home) -> str:
    provider = next(one.provider for one in PLANS if one.id == home.plan)
    days = ", ".join(day.isoformat() for day in measuring_days(plan, home))
    since = f"since = {(plan.start + home.moved_in).date().isoformat()}\n" if home.moved_in else ""
    return (
        f'\n[[line]]\nagent = "{agent_of(number)}"\nprovider = "{provider}"\nplan = "{home.plan}"\n'
        f'place = {{ en = "{home.place}" }}\ntimezone = "{ZONE}"\nwired = {json.dumps(home.wired)}\n{since}'
        f"measuring_days = [{days}]\n"
    )
