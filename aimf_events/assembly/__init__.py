"""Sittings of the General Assembly and of the Bureau: their statutes as data, and the rules that read them."""
