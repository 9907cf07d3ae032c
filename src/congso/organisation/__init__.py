"""The administration as it exists in time: places, agencies, units, positions, officers, calendars, office hours.

Law: Law on Organisation of Local Government (two tiers since 1 July 2025); Labour Code 2019, art. 112 (days off).
"""
