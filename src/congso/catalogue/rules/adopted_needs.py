"""What the province's own form, workflow and policy rest on in a publication, and what a newer one takes away.

An import never guesses how a new text maps to the cases that people choose between, so it must be able to tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .content import CHANNELS, ProcedureContent
from .policy import ProcedurePolicy, choose_deadline


@dataclass(frozen=True, slots=True)
class Loss:
    """Something the adopted version has and the new text lacks; `code` is one of `import_reading.PROBLEMS`."""

    code: str
    part: str
    sentence: str


def losses(adopted: ProcedureContent, policy: ProcedurePolicy, new: ProcedureContent) -> Iterator[Loss]:
    """Yield what would be lost if `new` came into force with the form, workflow and policy of `adopted`.

    Cases decide on papers, deadline and fee; the quotas of a workflow add up to the deadline (Circular
    01/2018/TT-VPCP art. 8); an electronic form is for a procedure that can be handed in online.
    """
    for case in adopted.cases:
        if new.case(case.code) is None:
            yield Loss("adopted_case_lost", f"cases[{case.code}]", f"Bản mới không có trường hợp “{case.name}”.")
    still_there = [case.code for case in adopted.cases if new.case(case.code)] if adopted.cases else [""]
    for channel in adopted.channels():
        settled = [case for case in still_there if _is_settled(adopted, policy, case, channel)]
        if channel in new.channels() and not all(_is_settled(new, policy, case, channel) for case in settled):
            words = f"Bản mới không nêu rõ thời hạn khi nộp {CHANNELS[channel].lower()}."
            yield Loss("adopted_deadline_lost", f"deadline.{channel}", words)
    if policy.online and "online" in adopted.channels() and "online" not in new.channels():
        yield Loss("adopted_online_lost", "methods", "Bản mới không có cách nộp trực tuyến.")


def _is_settled(content: ProcedureContent, policy: ProcedurePolicy, case: str, channel: str) -> bool:
    choice = choose_deadline(content, policy, case, channel)
    return choice.value is not None and choice.unit is not None
