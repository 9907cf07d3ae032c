"""Accounts of officers for other systems (cấp phát tài khoản): SCIM 2.0, RFC 7643 and RFC 7644.

Systems of the province read who works where; a personnel system opens and locks accounts. It owns nothing but what a
system calls an account (`Enrolment`) and how often systems call. What an account may do comes from positions, which
are given by a paper and never from here (ADR 0024).
"""
