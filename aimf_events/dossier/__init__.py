"""All that is held of one person, across every table: shown to them, erased when they ask, joined when two were one."""
