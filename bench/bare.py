"""The references: a Flask application that does nothing but what it is measured for (`gunicorn bench.bare:app`)."""

import os
import secrets
from types import SimpleNamespace

import psycopg
from flask import Flask

app = Flask(__name__)
app.config["AIMF"] = SimpleNamespace(dispatcher_in_process=False)  # what the shared gunicorn.conf.py asks for
PAGE = "<p>" + secrets.token_hex(50) * 300
_connections: dict[int, psycopg.Connection] = {}


@app.get("/page")
def page() -> str:
    """Thirty kilobytes."""
    return PAGE


@app.post("/transaction/<int:number>")
def transaction(number: int) -> dict[str, int]:
    """SELECT FOR UPDATE, INSERT, one commit."""
    connection = _connection()
    with connection.transaction():
        connection.execute("SELECT id FROM thing WHERE id = %s FOR UPDATE", [number])
        row = connection.execute("INSERT INTO fact (thing_id, at) VALUES (%s, now()) RETURNING id", [number]).fetchone()
    return {"id": row[0] if row else 0}


def _connection() -> psycopg.Connection:
    """One connection per worker."""
    mine = _connections.get(os.getpid())
    if mine is None:
        mine = _connections[os.getpid()] = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return mine
