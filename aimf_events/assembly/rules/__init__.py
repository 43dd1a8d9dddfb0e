"""Pure rules: integers and moments in, an answer out. No database, no clock, no text; an import contract keeps it so (setup.cfg)."""
