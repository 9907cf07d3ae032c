"""Where officers work: counter, intake, queue, the open dossier."""
