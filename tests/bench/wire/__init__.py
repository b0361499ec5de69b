"""Benchmarks over the wire: real bots against the rig, from the gateway's event to the callback received."""
