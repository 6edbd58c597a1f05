"""A believable commune to look at: people, thôn and progress that are plainly a demonstration."""
