"""What the suites of the time series share: writing, tending as the keeper does, asking for everything."""

from datetime import timedelta

from sensing.batch import Batch
from sensing.instant import Micros
from tests.contract.records import at

HOUR, DAY, WEEK = 3600.0, 86_400.0, 7 * 86_400.0
EVER = {"start": Micros(-(2**60)), "end": Micros(2**60)}
HOWS = ("min", "max", "mean", "sum", "count", "last", "first", "good")


def append(store, *batches: Batch) -> list[int]:
    with store.begin() as tx:
        return [tx.append(batch) for batch in batches]


def tend(store, *, close: float | None = None, pack: float | None = None) -> None:
    """Do what the keepers do: close hours, sum up, pack; instants in seconds after noon."""
    if close is not None:
        store.close_hours(at(close))
    while store.roll_up():
        pass
    if pack is not None:
        store.pack(at(pack))


def columns(batch: Batch) -> list[tuple]:
    names = ("datastream", "phenomenon_time", "value", "quality", "why")
    return list(zip(*(getattr(batch, name).tolist() for name in names), strict=True))


def beside(store, number: int) -> list[tuple]:
    found = store.beside(number, **EVER)
    return list(zip(found.phenomenon_time.tolist(), found.revision.tolist(), found.value.tolist(), strict=True))


def answers(store, number: int, **span) -> dict[tuple, list]:
    """Return everything that can be asked of a datastream's hours."""
    found = {}
    asked = span or EVER
    for every, offset in ((1, 0), (24, 0), (24, 8), (3, 1)):
        for how in HOWS:
            starts, values = store.aggregate(
                number, **asked, every=timedelta(hours=every), how=how, offset=timedelta(hours=offset)
            )
            found[every, offset, how] = list(zip(starts.tolist(), values.tolist(), strict=True))
    return found
