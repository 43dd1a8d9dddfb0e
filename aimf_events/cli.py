"""Commands of the operator."""

import sys
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (upgrade, create_account, verify, verify_dump, check_archive, load_demo, read_report):
        app.cli.add_command(command)


@click.command("upgrade-database")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the last migration."""
    from .migrating import upgrade_database

    upgrade_database()


@click.command("create-account")
@click.option("--given-name", required=True)
@click.option("--family-name", required=True)
@click.option("--email", required=True)
@with_appcontext
def create_account(given_name: str, family_name: str, email: str) -> None:
    """Make the first account: administrator and secretariat; everybody else is invited on screen."""
    from .accounts.colleagues import find_or_add
    from .accounts.models import Role
    from .accounts.roles import grant_role
    from .database import transaction
    from .people.contacts import InvalidAddress, normal_email

    try:
        address = normal_email(email)
    except InvalidAddress:
        raise click.BadParameter(f"{email} is not an e-mail address") from None
    with transaction():
        person = find_or_add(given_name=given_name, family_name=family_name, email=address)
        for role in (Role.ADMINISTRATOR, Role.SECRETARIAT):
            grant_role(person, role, by=None)
    click.echo(f"{person.full_name} signs in at /sign-in with {address}.")


@click.command("verify-journal")
@with_appcontext
def verify() -> None:
    """Say whether the journal's chain is whole."""
    from .journal import entry_at, seal_journal, verify_journal

    seal_journal()
    broken = verify_journal()
    if not broken:
        click.echo("The journal is whole.")
        return
    first = entry_at(broken[0])
    what = f"entry {first.id}, {first.verb} of {first.at:%Y-%m-%d %H:%M} UTC" if first else "an entry that is gone"
    click.echo(f"The journal is broken in {len(broken)} places, first at position {broken[0]}: {what}.")
    raise SystemExit(1)


@click.command("verify-backup")
@click.argument("dump", type=click.Path(exists=True, path_type=Path))
@with_appcontext
def verify_dump(dump: Path) -> None:
    """Restore a dump (pg_dump) into a scratch database beside ours, compare, drop it, and keep the result for the page."""
    from .reception.backup import verify_backup

    check = verify_backup(dump)
    click.echo(f"{'The backup is good' if check.is_good else 'The backup cannot be trusted'}: {check.told}.")
    raise SystemExit(0 if check.is_good else 1)


@click.command("verify-archive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--root", default="", help="The root that the page of the sitting or the journal gives.")
def check_archive(file: Path, root: str) -> None:
    """Say whether the archive of a sitting is whole. Offline: it asks neither the database nor the network."""
    from .minutes.archive_verify import told, verify_archive

    verdict = verify_archive(file, root=root)
    click.echo(told(verdict))
    raise SystemExit(0 if verdict.is_whole else 1)


@click.command("load-demo")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day of the congress (next week by default).")
@click.option("--small", is_flag=True, help="Fewer delegates.")
@with_appcontext
def load_demo(start: datetime | None, small: bool) -> None:
    """Load the demo congress into an empty database."""
    from . import demo
    from .i18n import use_language

    try:
        demo.load(start.date() if start else None, people=demo.SMALL if small else demo.PEOPLE)
    except demo.NotEmpty as refusal:
        with use_language("fr"):
            raise click.ClickException(f"{refusal.reason} {refusal.advice}") from None
    click.echo("\n".join(demo.signs()))


@click.command("read-report")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@with_appcontext
def read_report(path: Path | None) -> None:
    """Take what came in, reports and replies of agendas: a Maildir or an mbox file, or one message on standard input (the pipe of a mail server)."""
    from .mail.incoming import take, take_folder

    if path is None:
        click.echo(take(sys.stdin.buffer.read()))
        return
    taken = take_folder(path)
    click.echo(", ".join(f"{what}: {count}" for what, count in sorted(taken.items())) or "nothing new")
