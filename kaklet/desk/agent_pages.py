"""The page of the agents elsewhere: who is there, what waits with them, how right their clocks are."""

from aiohttp import web

from kaklet.desk.office import OFFICE, page
from kaklet.fleet.folder import revoked_agents
from kaklet.fleet.standing import AgentTold, agents_told
from results.keep import Store
from results.keep.fleet import agent_states


async def agents_page(request: web.Request) -> web.Response:
    """Show each agent as it told of itself last."""
    office = request.app[OFFICE]

    def look(store: Store) -> list[AgentTold]:
        return agents_told(office.study, agent_states(store), office.now(), revoked=revoked_agents(office.loaded.file))

    return page(request, "agents.html", {"agents": await office.reading(look), "collects": office.study.broker})
