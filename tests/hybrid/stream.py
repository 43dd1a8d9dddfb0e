"""A live stream for the tests: ffmpeg writes it (a test card, two languages, captions), a small server gives it, and can be killed."""

import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

LANGUAGES = (("fr", 440), ("en", 880))


def write_stream(folder: Path) -> None:
    """Twelve seconds of a test card; French is a tone of 440 Hz, English of 880; the captions say « Bonjour »."""
    if shutil.which("ffmpeg") is None:
        raise pytest.UsageError("The tests need ffmpeg, which is not installed (see make test).")
    captions = folder / "captions.vtt"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:12.000\nBonjour à toutes et à tous\n")
    tones = [f"sine=frequency={hertz}:duration=12" for _code, hertz in LANGUAGES]
    command = ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=160x90:rate=10:duration=12"]
    for tone in tones:
        command += ["-f", "lavfi", "-i", tone]
    command += ["-i", str(captions), "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map", "3:s"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-pix_fmt", "yuv420p"]
    command += ["-c:a", "aac", "-b:a", "48k", "-c:s", "webvtt", "-f", "hls", "-hls_time", "2", "-hls_list_size", "0"]
    streams = " ".join(
        [
            f"a:{place},agroup:son,language:{code},name:{code}" + (",default:yes" if place == 0 else "")
            for place, (code, _hertz) in enumerate(LANGUAGES)
        ]
        + ["v:0,agroup:son,s:0,sgroup:st,language:fr,name:image"]
    )
    command += ["-var_stream_map", streams, "-master_pl_name", "master.m3u8", str(folder / "%v.m3u8")]
    subprocess.run(command, check=True, timeout=60)


class Origin:
    """A server of one folder on a free loopback port, for any page; `kill` is what the organiser fears."""

    def __init__(self, folder: Path) -> None:
        class Handler(SimpleHTTPRequestHandler):
            def end_headers(self) -> None:
                self.send_header("Access-Control-Allow-Origin", "*")
                super().end_headers()

            def log_message(self, *_given: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def kill(self) -> None:
        """It answers no more; twice is harmless."""
        self._server.shutdown()
        self._server.server_close()
