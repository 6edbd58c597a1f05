"""The doors of ``accounts``: signing in, registering, setting up, and the office of people and places."""

from learning.accounts.views import administration, office, registering, setting_up, signing_in, staffing
from learning.accounts.views.doors import bp

__all__ = ["administration", "bp", "office", "registering", "setting_up", "signing_in", "staffing"]
