"""Every figure, defined once and counted once."""
