"""What every room of the site stands on: core (no domain words), accounts, progress, questions."""
