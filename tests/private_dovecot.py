"""A private Dovecot on a loopback port, without root's help: one mailbox, one password, all of it in the test's folder."""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "/usr/sbin/dovecot"
USER, PASSWORD = "secretariat@example.org", "s3cret/%"
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_login_user = {login}
default_internal_user = {user}
default_internal_group = {group}
{tls}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """Where it listens: in clear, and with TLS where a certificate was given."""

    plain: int
    secure: int

    def deliver(self, *letters: bytes) -> None:
        """Put letters into the mailbox, as any mail program would."""
        with self.opened() as box:
            for letter in letters:
                assert box.append("INBOX", "", None, letter)[0] == "OK"  # type: ignore[arg-type]

    @contextlib.contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """The mailbox, as its owner opens it."""
        box = imaplib.IMAP4("127.0.0.1", self.plain)
        box.login(USER, PASSWORD)
        yield box
        box.logout()


@contextlib.contextmanager
def start_dovecot(certificate: tuple[Path, Path] | None = None) -> Iterator[Dovecot]:
    """Start one in a new folder, and stop it. `certificate`: (certificate, key), for TLS."""
    if not Path(PROGRAM).exists():
        raise RuntimeError("dovecot is missing: tools/install_test_services.sh installs it (Debian: dovecot-imapd)")
    plain, secure = _free_port(), _free_port()
    tls = f"ssl = yes\nssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}" if certificate else "ssl = no"
    short = Path("/tmp") / f"dc{os.getpid()}-{plain}"
    short.mkdir(mode=0o755)
    owner = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")  # nor has root a mailbox
    (short / "mail").mkdir()
    os.chown(short / "mail", owner.pw_uid, owner.pw_gid)
    settings = short / "dovecot.conf"
    settings.write_text(
        _CONFIGURATION.format(
            folder=short,
            login=pwd.getpwuid(os.getuid()).pw_name if os.getuid() else "dovenull",  # it refuses to greet as root
            user=pwd.getpwuid(os.getuid()).pw_name,
            group=grp.getgrgid(os.getgid()).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            password=PASSWORD.replace("%", "%%"),
            plain=plain,
            secure=secure,
            tls=tls,
        )
    )
    process = subprocess.Popen([PROGRAM, "-F", "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_for(plain, process, short)
        yield Dovecot(plain, secure)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(short, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    log = folder / "dovecot.log"
    said = log.read_text() if log.exists() else (process.stderr.read().decode() if process.stderr else "")
    raise RuntimeError(f"dovecot does not answer: {said[-2000:]}")
