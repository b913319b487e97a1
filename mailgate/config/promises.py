"""Which time does an acknowledgement promise? What may stand in `promise` of a mailbox or a policy."""

from typing import Literal

# The policy's target, what is usual, or the later of the two; each falls back on the other where it has none.
PromiseWay = Literal["later_of", "estimate", "sla"]
