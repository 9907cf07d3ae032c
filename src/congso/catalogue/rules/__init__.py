"""Rules of the catalogue: the parts of a procedure, the form language, what an import may believe."""
