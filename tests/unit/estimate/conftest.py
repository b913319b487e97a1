"""The calendars of the SLA's examples."""

from tests.unit.sla.conftest import calendars

__all__ = ["calendars"]
