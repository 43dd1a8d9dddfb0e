"""Institutional documents and videos of a congress: for everyone, or for the members alone."""
