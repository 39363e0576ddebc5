"""Measurements of the running system, each beside its limit or its peer."""
