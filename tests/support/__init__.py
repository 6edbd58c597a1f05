"""What tests stand on: databases as new in a millisecond, people, courses, browsers that check every page."""
