"""Migrations, driven by Alembic on the application's own connection."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from .database import db

FOLDER = Path(__file__).parent.parent / "migrations"


def alembic_config() -> AlembicConfig:
    """Return Alembic's settings; the connection is given in `attributes`."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s"
    )
    return config


def upgrade_database() -> None:
    """Run the missing migrations, in one transaction."""
    with db.engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def differences() -> list[str]:
    """Return what separates the migrated database from the models, in words; nothing when they agree."""
    heads = ScriptDirectory.from_config(alembic_config()).get_heads()
    found = [f"migrations have {len(heads)} heads: {', '.join(heads)}"] if len(heads) != 1 else []
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return found + [str(each) for each in compare_metadata(context, db.metadata)]


def write_migration(message: str) -> str:
    """Write a migration that brings the migrated database to the models; return its path."""
    with db.engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        script = command.revision(config, message=message, autogenerate=True)
        return str(getattr(script, "path", script))
