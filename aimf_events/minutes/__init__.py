"""What stays of a sitting: its decisions and what becomes of them, its minutes, what is declared to the State, its archive."""
