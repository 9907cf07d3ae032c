"""Rules of the portal's own pages: pure functions without database, framework or clock."""
