"""The roll: who came, by tick, card, code on the wall or paper, with or without a network."""
