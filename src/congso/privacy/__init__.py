"""Personal data (dữ liệu cá nhân): what it is, what people ask about theirs, and what happens when it gets out.

Law on personal data protection 91/2025/QH15 and Decree 356/2025/NĐ-CP. Owns the classification of every stored field,
the register of requests of data subjects, the register of breaches, legal holds and the pseudonymised copy.
"""
