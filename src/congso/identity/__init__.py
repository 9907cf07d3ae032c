"""Who somebody is and how they signed in: persons, accounts, client systems, level of assurance.

Law: Decree 69/2024/NĐ-CP (electronic identification), Decision 29/2026/QĐ-TTg (people sign in only with VNeID).
"""
