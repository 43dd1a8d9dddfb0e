"""What every test shares. The private services (PostgreSQL, Redis, SMTP) are in tests/services.py."""

pytest_plugins = ["tests.services"]
