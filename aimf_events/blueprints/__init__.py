"""Screens, cut by who sits in front of them. Each folder is a desk: its guard, its forms, its views."""

import importlib
import pkgutil

from flask import Blueprint, Flask


def register_all(app: Flask) -> None:
    """Register the `blueprint` of each desk found in this package."""
    for found in pkgutil.iter_modules(__path__):
        desk = importlib.import_module(f"{__name__}.{found.name}")
        blueprint: Blueprint = desk.blueprint
        app.register_blueprint(blueprint)
