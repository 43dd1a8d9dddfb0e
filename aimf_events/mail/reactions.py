"""Letters written in a transaction are sent after it: loading the dispatcher puts the lane "letters" among those that are drained."""

from . import bounces, dispatch

__all__ = ["bounces", "dispatch"]
