"""Figures as the office hands them on: spreadsheets and the official report."""
