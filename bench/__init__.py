"""`make bench`: what the application can do on this machine, beside bare references (shared/specs/bench.md)."""
