"""Where the present request came from, for the audit trail: services write it down and know no request."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """The network address of the browser and the name of the request; both empty for the worker and for commands."""

    address: str = ""
    request_id: str = ""


NOWHERE = Origin()
current: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)
