"""House rules, held by tests over everything on disk. Each rule also proves on a bad example that it sees."""
