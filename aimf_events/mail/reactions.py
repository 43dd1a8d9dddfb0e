"""Letters written in a transaction are sent after it: loading the dispatcher puts the lane "letters" among those that are drained."""

from . import dispatch, incoming

__all__ = ["dispatch", "incoming"]
