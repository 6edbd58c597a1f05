"""The ledger: who finished which item, when and by what means. It knows keys and not content.

Recording is idempotent and commutative: any order and repetition of the same facts gives the same rows.
"""
