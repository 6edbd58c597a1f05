"""Meetings: when and where a class comes together, who signed up, who was there."""
