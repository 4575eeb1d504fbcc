"""Options of each pytest that these tests start."""

QUICK = ("-p", "no:hypothesispytest")
"""Hypothesis' plugin imports all of Hypothesis at the end of a run, for 0.4 s of CPU time."""
