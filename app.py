"""The WSGI application: `gunicorn app:app`, `flask --app app`."""

from aimf_events import create_app

app = create_app()
