"""Two records of one person become one: found, compared by somebody of the office, handed over, never torn apart again.

Promises that nothing is lost and nothing doubled, and that the card, the devices and the links of the record that went
lead to the one that stayed. Decides nothing by itself.
"""
