"""The pages that draw on every room: home, search, privacy, "Học của tôi", a person's own data, health."""
