"""Reads out which package listens to which fact: the indirect flow, on one page (facts.txt)."""

import importlib
import pkgutil

from blinker import NamedSignal

import aimf_events
import aimf_events.models
import aimf_events.reactions


def pairs() -> list[str]:
    """Lines `fact -> listener`, sorted; a fact that nobody listens to stands alone."""
    lines = set()
    for found in pkgutil.walk_packages(aimf_events.__path__, "aimf_events."):
        if found.name.rsplit(".", 1)[-1] != "facts":
            continue
        module = importlib.import_module(found.name)
        for name, signal in vars(module).items():
            if not isinstance(signal, NamedSignal):
                continue
            listeners = list(signal.receivers_for(None))
            fact = f"{found.name.removeprefix('aimf_events.').removesuffix('.facts')}.{name}"
            if not listeners:
                lines.add(f"{fact} ->")
            for listener in listeners:
                lines.add(f"{fact} -> {listener.__module__.removeprefix('aimf_events.')}.{listener.__name__}")
    return sorted(lines)


if __name__ == "__main__":
    print("\n".join(pairs()))  # noqa: T201
