"""How long transactions take, and how many fail, heard from SQLAlchemy's own events. Changes nothing of them."""

import time
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext

from bot.ops.metrics import Metrics
from bot.storage.database import Database, is_writing

_BEGAN = "ajar_began"
_WRITES = "ajar_writing"


def observe_database(database: Database, metrics: Metrics) -> None:
    """Time every transaction of a database from now on.

    The time runs from the connection's leaving the pool to its return: with the wait for SQLite's write lock and for
    the disk, and with what the program does in between.
    """
    engine = database.engine.sync_engine
    reads, writes = metrics.database.labels("read"), metrics.database.labels("write")

    def taken(_connection: Any, record: Any, _proxy: Any) -> None:
        record.info[_BEGAN] = time.perf_counter()
        record.info[_WRITES] = False

    def begun(connection: Connection) -> None:
        connection.info[_WRITES] = is_writing(connection)

    def returned(_connection: Any, record: Any) -> None:
        began = record.info.pop(_BEGAN, None)
        if began is not None:
            (writes if record.info.get(_WRITES) else reads).observe(time.perf_counter() - began)

    def failed(_context: ExceptionContext) -> None:
        metrics.database_errors.inc()

    event.listen(engine, "checkout", taken)
    # Before the listener that takes SQLite's lock, which may fail.
    event.listen(engine, "begin", begun, insert=True)
    event.listen(engine, "checkin", returned)
    event.listen(engine, "handle_error", failed)
