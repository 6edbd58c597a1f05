"""The doors of ``accounts``: signing in, registering, setting up, and the office of people and places."""

from learning.accounts.views import (
    administration,
    cards,
    choosing,
    office,
    registering,
    scanning,
    setting_up,
    signing_in,
    staffing,
)
from learning.accounts.views.doors import bp

__all__ = [
    "administration",
    "bp",
    "cards",
    "choosing",
    "office",
    "registering",
    "scanning",
    "setting_up",
    "signing_in",
    "staffing",
]
