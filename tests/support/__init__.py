"""What tests stand on: databases that are blank again in a millisecond, people, courses, clients that check every page."""
