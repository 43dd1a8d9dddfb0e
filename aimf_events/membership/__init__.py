"""What cities and members ask of the association, and what becomes of it: admissions, grants, the five-year programme."""
