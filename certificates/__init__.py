"""Certificates: issued once, frozen as printed, verifiable by anyone, revocable with a reason; never a State paper."""
