"""Who moved from one thôn of an invented commune to another; told last, so that everything before happened at home."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from learning.accounts.models import FormerResidence, Person, Place
from learning.core.database import db

MOVED = 60  # one in so many


def move_some(rng: random.Random, villages: Sequence[Place], now: datetime) -> None:
    """A few people have moved since they registered; what they did before stays counted where they lived."""
    ids = [village.id for village in villages]
    query = select(Person.id, Person.place_id, Person.registered_at).where(Person.place_id.in_(ids), Person.is_demo)
    people = db.session.execute(query.order_by(Person.id)).all()
    left, arrived = [], []
    for person_id, place_id, since in rng.sample(people, k=len(people) // MOVED):
        until = since + (now - since) * rng.uniform(0.2, 0.9)
        left.append({"person_id": person_id, "place_id": place_id, "until": until})
        arrived.append({"id": person_id, "place_id": rng.choice([one for one in ids if one != place_id])})
    if left:
        db.session.execute(insert(FormerResidence), left)
        db.session.execute(update(Person), arrived)
