"""Buổi học: the Youth Union's classes, from the timetable to the certificates. Each room in here has its own floor."""
