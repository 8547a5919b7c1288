"""What of the fleet is a person's to mend."""


class FleetError(Exception):
    """Something about agents, their certificates or the broker is not right: one sentence that says what to do."""
