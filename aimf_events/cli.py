"""Commands of the operator."""

import click
from flask import Flask
from flask.cli import with_appcontext


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(upgrade)
    app.cli.add_command(check_migrations)


@click.command("upgrade-database")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the last migration."""
    from .migrating import upgrade_database

    upgrade_database()


@click.command("check-migrations")
@with_appcontext
def check_migrations() -> None:
    """Fail unless migrations have one head and equal the models."""
    from .migrating import differences

    found = differences()
    for line in found:
        click.echo(line)
    raise SystemExit(1 if found else 0)
