"""Each one teaches one ("Mỗi người dạy một người"): who teaches whom, and what a helper is credited with."""
