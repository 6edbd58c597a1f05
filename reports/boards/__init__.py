"""Figures as staff look at them: the dashboard, the lists behind it, questions' statistics."""
