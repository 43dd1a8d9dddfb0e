"""Browser journeys: the real application under gunicorn, a real SMTP server, Debian's Chromium."""
