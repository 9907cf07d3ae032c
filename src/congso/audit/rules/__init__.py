"""What an entry of the trail says, and how entries are chained: no database, no clock."""
