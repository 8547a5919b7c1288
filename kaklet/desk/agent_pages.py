"""The page of the agents elsewhere: who is there, what waits with them, how right their clocks are."""

from aiohttp import web

from kaklet.desk.office import OFFICE, page
from kaklet.fleet.folder import revoked_agents
from kaklet.fleet.standing import AgentTold, agents_told, deaf_words
from results.keep import Store
from results.keep.fleet import agent_states, refusals


async def agents_page(request: web.Request) -> web.Response:
    """Show each agent as it told of itself last."""
    office = request.app[OFFICE]

    def look(store: Store) -> tuple[list[AgentTold], str]:
        states, revoked, now = agent_states(store), revoked_agents(office.loaded.file), office.now()
        told = agents_told(office.study, states, now, revoked=revoked, refused=refusals(store))
        return told, deaf_words(states, now, revoked=revoked)

    agents, deaf = await office.reading(look)
    return page(request, "agents.html", {"agents": agents, "deaf": deaf, "collects": office.study.broker})
