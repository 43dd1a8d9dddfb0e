"""The settings, read once. The only reader of the environment; it names all that is missing and stops."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class MissingSettings(SystemExit):
    """The application does not start: each missing or wrong setting is named, all at once."""


@dataclass(frozen=True)
class Config:
    """All settings. Addresses are URLs, times are seconds, keys are bytes."""

    database_url: str
    secret_key: bytes
    data_key: bytes
    public_url: str
    instance_id: str
    mail_from: str
    mail_from_name: str
    fonts_dir: Path
    redis_url: str | None = None
    smtp_url: str | None = None
    smtp_timeout: float = 20.0
    mail_folder: Path | None = None
    demo: bool = False
    dispatcher_in_process: bool = True
    proxies: int = 0
    bounces: Path | None = None
    imap_url: str | None = None

    @property
    def is_secure(self) -> bool:
        """Whether the public address is HTTPS: cookies are then marked Secure."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """Host name of the public address."""
        return urlsplit(self.public_url).hostname or "localhost"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read every setting from `env`.

        Raises:
            MissingSettings: one sentence for each setting that is missing or wrong.
        """
        wrong: list[str] = []
        demo = env.get("AIMF_DEMO", "") == "1"
        public_url = env.get("PUBLIC_URL", "").rstrip("/")
        for name in ("DATABASE_URL", "SECRET_KEY", "DATA_KEY", "PUBLIC_URL"):
            if not env.get(name):
                wrong.append(f"{name} is missing")
        if not demo and not env.get("SMTP_URL"):
            wrong.append("SMTP_URL is missing: outside the demo, letters leave by a mail server")
        if not demo and not env.get("MAIL_FROM"):
            wrong.append("MAIL_FROM is missing: the monitored address that letters come from")
        if not demo and public_url and not public_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            wrong.append("PUBLIC_URL must be https:// (http:// only on loopback)")
        if demo and public_url and urlsplit(public_url).hostname not in ("127.0.0.1", "localhost"):
            wrong.append("AIMF_DEMO=1 runs on loopback only")
        if 0 < len(env.get("SECRET_KEY", "")) < 32:
            wrong.append("SECRET_KEY must have at least 32 characters")
        wrong += _badly_written(env)
        if wrong:
            raise MissingSettings("The application cannot start.\n- " + "\n- ".join(wrong))
        var = Path(env.get("AIMF_VAR", "var")).absolute()
        host = urlsplit(public_url).hostname or "localhost"
        return cls(
            database_url=_psycopg_url(env["DATABASE_URL"]),
            secret_key=env["SECRET_KEY"].encode(),
            data_key=_key(env["DATA_KEY"]),
            public_url=public_url,
            instance_id=env.get("INSTANCE_ID", host),
            mail_from=env.get("MAIL_FROM") or f"secretariat@{host if '.' in host else 'localhost.localdomain'}",
            mail_from_name=env.get("MAIL_FROM_NAME", "AIMF, Secrétariat permanent"),
            fonts_dir=Path(env.get("FONTS_DIR") or var / "fonts"),
            redis_url=env.get("REDIS_URL") or None,
            smtp_url=env.get("SMTP_URL") or None,
            smtp_timeout=float(env.get("SMTP_TIMEOUT", "20")),
            mail_folder=var / "mail" if demo and not env.get("SMTP_URL") else None,
            demo=demo,
            proxies=0 if demo else int(env.get("PROXIES") or "0"),
            bounces=Path(env["BOUNCES_FOLDER"]) if env.get("BOUNCES_FOLDER") else None,
            imap_url=env.get("IMAP_URL") or None,
            dispatcher_in_process=env.get("DISPATCHER", "1") == "1",
        )


def _psycopg_url(url: str) -> str:
    """SQLAlchemy wants the driver in the scheme; operators write the address that psql takes."""
    scheme, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url


def _badly_written(env: Mapping[str, str]) -> list[str]:
    """Return a sentence for each optional setting that is there and cannot be read."""
    wrong = []
    if not (env.get("PROXIES") or "0").isdecimal():
        wrong.append("PROXIES is the number of proxies in front that add X-Forwarded-For: 0, 1, 2…")
    if env.get("IMAP_URL") and not _is_imap(env["IMAP_URL"]):
        wrong.append("IMAP_URL is imaps://user:password@host/folder (imap:// only on loopback)")
    return wrong


def _is_imap(url: str) -> bool:
    """Whether an address names a mailbox with its user, and no password would cross a network in clear."""
    parts = urlsplit(url)
    near = parts.hostname in ("127.0.0.1", "localhost", "::1")
    return bool(parts.hostname and parts.username and (parts.scheme == "imaps" or (parts.scheme == "imap" and near)))


def _key(text: str) -> bytes:
    """Thirty-two bytes: given in base64, or derived from a long passphrase."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    return raw if len(raw) == 32 else hashlib.sha256(b"AIMF-DATA-KEY\0" + text.encode()).digest()
