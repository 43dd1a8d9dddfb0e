"""Papers of a congress with a number and a code: the invitation letter for the visa, the attendance certificate."""
