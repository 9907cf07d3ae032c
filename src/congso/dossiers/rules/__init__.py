"""Rules of the one-stop desk: states, deadlines, codes, workflow, timeliness, official forms. Pure; see docs/law.md."""
