"""Many vantage points: agents that measure elsewhere, and the collector that has what they made sent here by MQTT."""
