"""Rosters from spreadsheets as communes write them: read, matched, shown, then taken in."""
