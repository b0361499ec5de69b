"""Python's garbage collector held back while a whole catalogue is built; nothing else."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Generator[None]:
    """Hold back the cyclic garbage collector, which would walk the growing catalogue again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
