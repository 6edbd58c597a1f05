"""Meetings as iCalendar (RFC 5545): plain values in, bytes out. UIDs stay, SEQUENCE grows, what is off is CANCELLED."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from learning.core.clock import LOCAL

PRODUCT = "-//Bình dân học vụ số//Buổi học//VI"
LOOK_AGAIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting in a calendar."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    location: str
    text: str
    address: str
    sequence: int
    changed_at: datetime
    cancelled: bool


def calendar_of(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar that phones can subscribe to, with the time zone of Vietnam in it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(LOCAL))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    body: bytes = calendar.to_ical()
    return body


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(LOCAL))
    event.add("dtend", entry.ends_at.astimezone(LOCAL))
    event.add("summary", f"(Đã hủy) {entry.title}" if entry.cancelled else entry.title)
    event.add("location", entry.location)
    event.add("description", entry.text)
    event.add("url", entry.address)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event
