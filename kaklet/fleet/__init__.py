"""Many vantage points: agents that measure elsewhere, and the collector that their records are brought to by MQTT."""
