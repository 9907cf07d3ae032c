"""Found by procrastinate in every process: importing the reactions registers them, in the web server too.

| When | we | where |
|---|---|---|
| something happened to a dossier that its applicant should know | tell them | `tell_applicants` |
| a dossier waits for somebody | tell them | `tell_officers` |
| a result is issued for somebody who asked for it online | deliver it | `deliver_results` |
| a promise comes near or has passed | remind who has it | `remind` |
| time passes | retry, sweep, expire, make room | `keep_house` |
"""

from . import deliver_results, keep_house, remind, tell_applicants, tell_officers

__all__ = ["deliver_results", "keep_house", "remind", "tell_applicants", "tell_officers"]
