"""Made-up traffic with planted cases: for demos, load tests, and to prove that scenarios are right.

A kind of traffic is a package beside this file (`telecom`) and a line in `kinds.KINDS`. It yields batches of
records in the order in which they arrive, with the planted cases that have become detectable. What it yields
depends on its settings alone, never on the clock, so equal settings give equal bytes.
"""
