"""Found by procrastinate in every process: importing the reactions registers them, in the web server too.

| When | we | where |
|---|---|---|
| something happened to a dossier that its applicant should know | tell them | `tell_applicants` |
| a dossier waits for somebody | tell them | `tell_officers` |
| a result is issued for somebody who asked for it online | deliver it | `deliver_results` |
| a promise comes near or has passed | remind who has it | `remind` |
| a draft is soon thrown away | tell its writer | `remind_drafts` |
| somebody wants the register on paper | print it | `print_registers` |
| somebody wants entries of the trail along | write them out | `export_trail` |
| a document marked as a state secret is refused | write it in the trail | `note_secrets` |
| a leader orders that a round of results is signed | sign them one by one | `sign_rounds` |
| a slip is issued | sign it for the agency | `sign_slips` |
| a paper's owner asks for it | read the words on it | `recognise_papers` |
| a file is handed in, an authority did not answer | check the signatures on it | `check_signatures` |
| a file is handed in, the scanner knows more | scan it; malware found: keep apart, tell | `scan_files` |
| a result is issued, an authority is back, a seal ages | add time-stamp and evidence | `strengthen_signatures` |
| time passes | retry, sweep, expire, make room | `keep_house` |
| somebody asks about their data, or its hours run out | tell them, remind, delete | `look_after_personal_data` |
| feedback about the portal is answered | send the answer to the address that was left | `answer_feedback` |
| somebody is invited, a position ends | send the link, end what came with it | `look_after_accounts` |
| somebody is invited to apply together, answers, must look again | send the link, tell | `tell_co_applicants` |
| somebody writes about a dossier | tell the other side | `tell_of_messages` |
| a certificate ends, is lost, or outlives its holder's post | tell who must act | `watch_keys` |
| nobody needs it any more | clear it away | `clear_away` |
"""

from . import (
    answer_feedback,
    check_signatures,
    clear_away,
    deliver_results,
    export_trail,
    keep_house,
    look_after_accounts,
    look_after_personal_data,
    note_secrets,
    print_registers,
    recognise_papers,
    remind,
    remind_drafts,
    scan_files,
    sign_rounds,
    sign_slips,
    strengthen_signatures,
    tell_applicants,
    tell_co_applicants,
    tell_of_messages,
    tell_officers,
    watch_keys,
)

__all__ = [
    "answer_feedback",
    "check_signatures",
    "clear_away",
    "deliver_results",
    "export_trail",
    "keep_house",
    "look_after_accounts",
    "look_after_personal_data",
    "note_secrets",
    "print_registers",
    "recognise_papers",
    "remind",
    "remind_drafts",
    "scan_files",
    "sign_rounds",
    "sign_slips",
    "strengthen_signatures",
    "tell_applicants",
    "tell_co_applicants",
    "tell_of_messages",
    "tell_officers",
    "watch_keys",
]
