"""A Janus of the tests' own on free loopback ports: rooms for real, events posted where a test listens, killed when a test says so."""

import random
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.services import free_port

_LIBRARY = "/usr/lib/x86_64-linux-gnu/janus"
_UNUSED = "audiobridge duktape echotest lua nosip recordplay sip streaming textroom videocall voicemail"
ADMIN_KEY, EVENTS_KEY = "the tests' admin key", "the tests' events key"


class JanusServer:
    """Started; `settings` are those of a room on it."""

    def __init__(self, folder: Path, *, events_to: str = "") -> None:
        if shutil.which("janus") is None:
            raise pytest.UsageError("The tests need janus, which is not installed (see make test).")
        self.http, self.socket = free_port(), free_port()
        folder.mkdir()
        for name, text in self._files(folder, events_to).items():
            (folder / f"{name}.jcfg").write_text(text)
        self._process = subprocess.Popen(
            ["janus", "-F", str(folder), "-C", str(folder / "janus.jcfg")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    @property
    def settings(self) -> dict[str, str]:
        """What an operator would write."""
        address, api = f"ws://127.0.0.1:{self.socket}", f"http://127.0.0.1:{self.http}/janus"
        return {"address": address, "api": api, "admin_key": ADMIN_KEY, "events_key": EVENTS_KEY}

    def kill(self) -> None:
        """It is gone at once; twice is harmless."""
        self._process.kill()
        self._process.wait(timeout=10)

    def _wait(self) -> None:
        deadline = time.monotonic() + 15
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/janus/info", timeout=2):
                    return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise pytest.UsageError("janus did not start") from None
                time.sleep(0.05)

    def _files(self, folder: Path, events_to: str) -> dict[str, str]:
        first = random.randrange(20_000, 50_000, 100)
        unused = ",".join(f"libjanus_{each}.so" for each in _UNUSED.split())
        folders = "".join(
            f'{kind}_folder = "{_LIBRARY}/{kind}"\n' for kind in ("plugins", "transports", "events", "loggers")
        )
        return {
            "janus": f'general: {{\nconfigs_folder = "{folder}"\n{folders}debug_level = 2\n}}\n'
            f'plugins: {{ disable = "{unused}" }}\n'
            'transports: { disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }\n'
            f"events: {{ broadcast = {'true' if events_to else 'false'} }}\n"
            f'media: {{ rtp_port_range = "{first}-{first + 99}" }}\n',
            "janus.plugin.videoroom": f'general: {{ admin_key = "{ADMIN_KEY}"\nstring_ids = true\nevents = true }}\n',
            "janus.transport.http": f'general: {{ base_path = "/janus"\nhttp = true\nport = {self.http}\ninterface = "lo"\n'
            "https = false }\nadmin: { admin_http = false }\n",
            "janus.transport.websockets": f'general: {{ ws = true\nws_port = {self.socket}\nws_interface = "lo"\nwss = false }}\n'
            "admin: { admin_ws = false }\n",
            "janus.eventhandler.sampleevh": f"general: {{ enabled = {'true' if events_to else 'false'}\n"
            f'events = "plugins"\ngrouping = true\njson = "compact"\nbackend = "{events_to or "http://127.0.0.1:9"}"\n'
            f'backend_user = "janus"\nbackend_pwd = "{EVENTS_KEY}" }}\n',
        }
