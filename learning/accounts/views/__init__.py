"""The doors of ``accounts``: signing in, registering, setting up, and the office of people and places."""

from learning.accounts.views import registering, setting_up, signing_in
from learning.accounts.views.doors import bp

__all__ = ["bp", "registering", "setting_up", "signing_in"]
