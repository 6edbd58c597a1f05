"""A quiz on the hall's screen that nobody falls out of."""
