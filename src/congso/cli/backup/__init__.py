"""Backup and recovery: one copy of database, files and seals that belong together, keys apart from it. ADR 0023.

FOLDER/
  20261130T140500Z/     a backup: exists under this name only when it is complete and on the disk
    database.dump       pg_dump, custom format, from one snapshot
    files.txt           SHA-256 and size of every file the snapshot names
    structure.txt       tables, columns, constraints, triggers, functions, rights
    seals/              what was written out of the trail before the snapshot
    manifest.json       counts and hashes of everything, with manifest.sig
  objects/ab/cd/…       the bytes of files, each content once, shared by all backups
  backups.jsonl         what was done when, and how it ended
"""
