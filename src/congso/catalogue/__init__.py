"""Procedures (thủ tục hành chính): what may be asked, with which papers, in how many days, at what fee.

Law: Decree 63/2010/NĐ-CP art. 8 (parts of a procedure), art. 13–17 (publication), art. 24–25 (national database).
"""
