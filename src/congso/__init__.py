"""congso: one piece of software with which a province serves people and runs itself."""
