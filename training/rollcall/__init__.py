"""Roll-call: who came, ticked, scanned, by themselves or written down at the door; tests under supervision."""
