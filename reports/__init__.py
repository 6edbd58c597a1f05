"""What the office counts, sees and writes: figures, boards, papers. Each room in here has its own floor."""
