"""Dossiers (hồ sơ thủ tục hành chính) and the one-stop desk: from submission to a result in a person's hands.

Law: Decree 118/2025/NĐ-CP and Circular 03/2025/TT-VPCP since 1 July 2025; Decree 61/2018/NĐ-CP and Circular
01/2018/TT-VPCP before. Articles and tests: docs/law.md.
"""
