"""Messages to people (báo tin): in the application, by e-mail, by SMS; each a row with state, attempts, evidence.

Law: Decree 61/2018/NĐ-CP art. 19–20, Decree 224/2026/NĐ-CP art. 15(1)(g) (status notices).
"""
