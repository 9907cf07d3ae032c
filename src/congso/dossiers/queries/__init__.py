"""Every read of dossiers. Each starts from a scope: an officer's units and roles, or a person's own dossiers."""
