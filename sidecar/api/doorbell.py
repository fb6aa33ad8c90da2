"""`POST /shim/v1/doorbell`: the shim wrote marks; look at them now.

It has no body: the marks are rows, so a doorbell that is lost, repeated or forged in time changes nothing.
"""

from __future__ import annotations

from threading import Event, Lock

from litestar import post
from litestar.datastructures import State
from litestar.di import NamedDependency

from sidecar.api.guards import ACCESS, SHIM
from sidecar.services import ingest
from sidecar.services.sidecar import Sidecar


class Porter:
    """Lets one request at a time look at the outbox; who rings meanwhile makes it look once more.

    Ingest takes turns anyway. Without this, a few doorbells would wait for it in all threads of the process,
    and Zapier's calls behind them.
    """

    def __init__(self) -> None:
        self._asked = Event()
        self._at_it = Lock()

    @property
    def is_busy(self) -> bool:
        """Whether a thread is at it."""
        return self._at_it.locked()

    def answer(self, sidecar: Sidecar) -> int:
        """Ingest what waits, unless another thread is at it; return how many events that made."""
        self._asked.set()
        events = 0
        while self._asked.is_set() and self._at_it.acquire(blocking=False):
            try:
                self._asked.clear()
                events += ingest.drain(sidecar)
            finally:
                self._at_it.release()
        return events


@post("/shim/v1/doorbell", status_code=202, opt={ACCESS: SHIM}, include_in_schema=False, sync_to_thread=True)
def answer_doorbell(sidecar: NamedDependency[Sidecar], state: State) -> dict[str, int]:
    """Turn waiting marks into events, and wake a worker when that made any."""
    events = state.porter.answer(sidecar)
    if events:
        state.ring()
    return {"events": events}
