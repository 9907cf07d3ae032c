"""The life of a dossier, as a table.

Sources: the ten codes of the National Public Service Portal; the transitions follow Decree 61/2018/NĐ-CP, articles
17–21 (same steps in Decree 118/2025/NĐ-CP) and forms 01–07 of Circular 03/2025/TT-VPCP. The steps of a procedure's
workflow happen inside `IN_PROGRESS` and do not change the state.

Two things hang on whether a dossier has been received (has a code and a due date): from "Yêu cầu bổ sung" it goes on
to acceptance or back to work, from "Yêu cầu nghĩa vụ tài chính" back to the desk or back to work. A transition says
so with `reception` and `to_before_reception`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.db.models import TextChoices

from congso.catalogue.rules.workflow_language import Doer as Doer
from congso.kernel.refusals import NotPossibleNow

from .official_forms import FormKind


class TransitionRefused(NotPossibleNow):
    """An action that is not possible in the state the dossier is in."""

    code = "transition_refused"


class DossierState(TextChoices):
    """State of a dossier (trạng thái hồ sơ); `.code` is the number exchanged with the national portal."""

    SUBMITTED = "submitted", "Mới đăng ký"
    RECEIVED = "received", "Được tiếp nhận"
    NOT_RECEIVED = "not_received", "Không được tiếp nhận"
    IN_PROGRESS = "in_progress", "Đang xử lý"
    SUPPLEMENT_REQUESTED = "supplement_requested", "Yêu cầu bổ sung giấy tờ"
    PAYMENT_REQUESTED = "payment_requested", "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = "withdrawn", "Công dân yêu cầu rút hồ sơ"
    STOPPED = "stopped", "Dừng xử lý"
    FINISHED = "finished", "Đã xử lý xong"
    RETURNED = "returned", "Đã trả kết quả"

    @property
    def code(self) -> int:
        """Return the official code, 1 to 10."""
        return _CODES[self]

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more will happen to the dossier but rating."""
        return self in FINAL_STATES

    @classmethod
    def from_code(cls, code: int) -> "DossierState":
        """Return the state of an official code. Raises ValueError for any other number."""
        for state, number in _CODES.items():
            if number == code:
                return state
        raise ValueError(f"Không có trạng thái hồ sơ mã {code}.")


_CODES: Mapping[DossierState, int] = MappingProxyType({state: n for n, state in enumerate(DossierState, start=1)})

FINAL_STATES = frozenset(
    {DossierState.NOT_RECEIVED, DossierState.WITHDRAWN, DossierState.STOPPED, DossierState.RETURNED}
)

LABELS: Mapping[str, Mapping[DossierState, str]] = MappingProxyType(
    {regime: MappingProxyType({state: str(state.label) for state in DossierState}) for regime in ("2021", "2026")}
)
"""Official labels per regime. The ten names have not changed between the two; a renaming would change data here."""


class Action(StrEnum):
    """What somebody does to a dossier: the verbs of the trade."""

    SUBMIT = "submit"
    RECEIVE_AT_COUNTER = "receive_at_counter"
    ACCEPT = "accept"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLEMENT = "supplement"
    REPORT_INCOMPLETE = "report_incomplete"
    CONFIRM_SUPPLEMENT = "confirm_supplement"
    EXPIRE_SUPPLEMENT = "expire_supplement"
    REFUSE = "refuse"
    REQUEST_PAYMENT = "request_payment"
    CONFIRM_PAYMENT = "confirm_payment"
    WAIVE_FEES = "waive_fees"
    FORWARD = "forward"
    ASSIGN = "assign"
    TAKE = "take"
    ADVANCE = "advance"
    SEND_BACK = "send_back"
    DRAFT_RESULT = "draft_result"
    APPROVE = "approve"
    ISSUE = "issue"
    DECLINE = "decline"
    STOP = "stop"
    WITHDRAW_REQUEST = "withdraw_request"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    RETURN_RESULT = "return_result"
    RECALL_RESULT = "recall_result"
    RATE = "rate"

    @property
    def label(self) -> str:
        """Return the Vietnamese words for a button or a journal line."""
        return _ACTION_LABELS[self]

    def label_for(self, channel: str) -> str:
        """Return the words for a journal line: handing in is named by how it was handed in."""
        return _HANDED_IN.get(channel, self.label) if self is Action.SUBMIT else self.label


_ACTION_LABELS: Mapping[Action, str] = MappingProxyType(
    {
        Action.SUBMIT: "Nộp hồ sơ",
        Action.RECEIVE_AT_COUNTER: "Tiếp nhận tại quầy",
        Action.ACCEPT: "Tiếp nhận hồ sơ",
        Action.ASK_SUPPLEMENT: "Yêu cầu bổ sung, hoàn thiện hồ sơ",
        Action.SUPPLEMENT: "Nộp giấy tờ bổ sung",
        Action.REPORT_INCOMPLETE: "Báo bổ sung chưa đủ",
        Action.CONFIRM_SUPPLEMENT: "Xác nhận đã bổ sung đủ",
        Action.EXPIRE_SUPPLEMENT: "Dừng do hết hạn bổ sung",
        Action.REFUSE: "Từ chối tiếp nhận",
        Action.REQUEST_PAYMENT: "Yêu cầu thực hiện nghĩa vụ tài chính",
        Action.CONFIRM_PAYMENT: "Xác nhận đã nộp tiền",
        Action.WAIVE_FEES: "Miễn phí, lệ phí",
        Action.FORWARD: "Chuyển xử lý",
        Action.ASSIGN: "Phân công thụ lý",
        Action.TAKE: "Nhận thụ lý",
        Action.ADVANCE: "Chuyển bước tiếp theo",
        Action.SEND_BACK: "Trả lại bước trước",
        Action.DRAFT_RESULT: "Dự thảo kết quả",
        Action.APPROVE: "Phê duyệt",
        Action.ISSUE: "Ban hành kết quả",
        Action.DECLINE: "Từ chối giải quyết",
        Action.STOP: "Dừng giải quyết",
        Action.WITHDRAW_REQUEST: "Đề nghị rút hồ sơ",
        Action.WITHDRAW: "Rút hồ sơ",
        Action.EXTEND: "Xin lỗi và hẹn lại ngày trả",
        Action.RETURN_RESULT: "Trả kết quả",
        Action.RECALL_RESULT: "Thu hồi kết quả để sửa",
        Action.RATE: "Đánh giá",
    }
)


_HANDED_IN: Mapping[str, str] = MappingProxyType(
    {
        "online": "Nộp hồ sơ trực tuyến",
        "in_person": "Nộp hồ sơ trực tiếp tại quầy",
        "postal": "Nộp hồ sơ qua bưu chính",
    }
)


class ClockEffect(StrEnum):
    """What a transition does to the clock.

    `INTAKE` runs the 8 working hours of the desk; `START` gives the due date; `RUN` lets it run on (after a pause:
    moves the due date by the time waited); `PAUSE` holds it; `RESET` restarts or resumes it by the procedure's
    supplement policy; `STOP` ends it.
    """

    INTAKE = "intake"
    START = "start"
    RUN = "run"
    PAUSE = "pause"
    RESET = "reset"
    STOP = "stop"


class Reception(StrEnum):
    """Restricts a transition to dossiers not yet received, or received."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table: where it leads, who may, which official form it issues, what the clock does, and why."""

    to: DossierState
    roles: frozenset[Doer]
    slip: FormKind | None
    clock: ClockEffect
    source: str
    needs_reason: bool = False
    reception: Reception | None = None
    to_before_reception: DossierState | None = None
    clock_before_reception: ClockEffect | None = None

    def target(self, *, received: bool) -> DossierState:
        """Return where the transition leads a dossier that has, or has not yet, been received."""
        return self.to if received or self.to_before_reception is None else self.to_before_reception

    def clock_effect(self, *, received: bool) -> ClockEffect:
        """Return what happens to the clock of a dossier that has, or has not yet, been received."""
        return self.clock if received or self.clock_before_reception is None else self.clock_before_reception


_APPLICANT = frozenset({Doer.APPLICANT})
_COUNTER = frozenset({Doer.COUNTER})
_CASE = frozenset({Doer.SPECIALIST, Doer.UNIT_HEAD, Doer.LEADER})
_STAFF = _CASE | {Doer.COUNTER, Doer.CLERK}
_LEADER = frozenset({Doer.LEADER})
_HEADS = frozenset({Doer.UNIT_HEAD, Doer.LEADER})

_S = DossierState
_A = Action
_C = ClockEffect
_F = FormKind


def _step(
    roles: frozenset[Doer], source: str, slip: FormKind | None = None, *, needs_reason: bool = False
) -> Transition:
    return Transition(_S.IN_PROGRESS, roles, slip, _C.RUN, source, needs_reason)


_WORKFLOW = "TT 01/2018/TT-VPCP Điều 8"
_RATING = "TT 01/2018/TT-VPCP Điều 12"
_WITHDRAWAL = "TT 03/2025/TT-VPCP Mẫu 05"


def _withdrawal_request(state: DossierState, clock: ClockEffect) -> Transition:
    return Transition(state, _APPLICANT, None, clock, _WITHDRAWAL)


_withdrawal = Transition(_S.WITHDRAWN, _COUNTER, _F.STOP_NOTICE, _C.STOP, _WITHDRAWAL, needs_reason=True)

TRANSITIONS: Mapping[tuple[DossierState | None, Action], Transition] = MappingProxyType(
    {
        (None, _A.SUBMIT): Transition(_S.SUBMITTED, _APPLICANT, None, _C.INTAKE, "NĐ 61/2018/NĐ-CP Điều 17 khoản 2"),
        (None, _A.RECEIVE_AT_COUNTER): Transition(
            _S.RECEIVED, _COUNTER, _F.ACCEPTANCE, _C.START, "NĐ 61/2018/NĐ-CP Điều 17 khoản 3"
        ),
        # Mới đăng ký
        (_S.SUBMITTED, _A.ACCEPT): Transition(
            _S.RECEIVED, _COUNTER, _F.ACCEPTANCE, _C.START, "NĐ 61/2018/NĐ-CP Điều 17 khoản 2; NĐ 45/2020/NĐ-CP"
        ),
        (_S.SUBMITTED, _A.ASK_SUPPLEMENT): Transition(
            _S.SUPPLEMENT_REQUESTED,
            _COUNTER,
            _F.SUPPLEMENT_REQUEST,
            _C.PAUSE,
            "NĐ 61/2018/NĐ-CP Điều 15 khoản 3, Điều 17",
            needs_reason=True,
        ),
        (_S.SUBMITTED, _A.REFUSE): Transition(
            _S.NOT_RECEIVED,
            _COUNTER,
            _F.REFUSAL,
            _C.STOP,
            "NĐ 61/2018/NĐ-CP Điều 15 khoản 3, Điều 17",
            needs_reason=True,
        ),
        (_S.SUBMITTED, _A.REQUEST_PAYMENT): Transition(
            _S.PAYMENT_REQUESTED, _COUNTER, None, _C.PAUSE, "NĐ 61/2018/NĐ-CP Điều 22"
        ),
        (_S.SUBMITTED, _A.WITHDRAW): Transition(
            _S.WITHDRAWN, _APPLICANT, None, _C.STOP, "Mã trạng thái 7 của Cổng Dịch vụ công quốc gia"
        ),
        # Được tiếp nhận
        (_S.RECEIVED, _A.FORWARD): Transition(
            _S.IN_PROGRESS, _COUNTER, _F.CONTROL_SLIP, _C.RUN, "NĐ 61/2018/NĐ-CP Điều 18"
        ),
        (_S.RECEIVED, _A.WITHDRAW_REQUEST): _withdrawal_request(_S.RECEIVED, _C.RUN),
        (_S.RECEIVED, _A.WITHDRAW): _withdrawal,
        # Đang xử lý: steps of the workflow, which leave the state alone
        (_S.IN_PROGRESS, _A.FORWARD): _step(_STAFF, "NĐ 61/2018/NĐ-CP Điều 19 khoản 5–7", _F.CONTROL_SLIP),
        (_S.IN_PROGRESS, _A.ASSIGN): _step(
            frozenset({Doer.UNIT_HEAD, Doer.LEADER}), "NĐ 61/2018/NĐ-CP Điều 19 khoản 1"
        ),
        (_S.IN_PROGRESS, _A.TAKE): _step(_STAFF, _WORKFLOW),
        (_S.IN_PROGRESS, _A.ADVANCE): _step(_STAFF, _WORKFLOW, _F.CONTROL_SLIP),
        (_S.IN_PROGRESS, _A.SEND_BACK): _step(_STAFF, _WORKFLOW, _F.CONTROL_SLIP, needs_reason=True),
        (_S.IN_PROGRESS, _A.DRAFT_RESULT): _step(_CASE, _WORKFLOW),
        (_S.IN_PROGRESS, _A.APPROVE): _step(frozenset({Doer.UNIT_HEAD, Doer.LEADER}), _WORKFLOW),
        (_S.IN_PROGRESS, _A.EXTEND): _step(_LEADER, "NĐ 61/2018/NĐ-CP Điều 19 khoản 9", _F.APOLOGY, needs_reason=True),
        # Đang xử lý: what leaves it
        (_S.IN_PROGRESS, _A.ASK_SUPPLEMENT): Transition(
            _S.SUPPLEMENT_REQUESTED,
            _STAFF - {Doer.CLERK},
            _F.SUPPLEMENT_REQUEST,
            _C.PAUSE,
            "NĐ 61/2018/NĐ-CP Điều 19 khoản 4",
            needs_reason=True,
        ),
        (_S.IN_PROGRESS, _A.REQUEST_PAYMENT): Transition(
            _S.PAYMENT_REQUESTED, _STAFF - {Doer.CLERK}, None, _C.PAUSE, "NĐ 61/2018/NĐ-CP Điều 22"
        ),
        (_S.IN_PROGRESS, _A.ISSUE): Transition(
            _S.FINISHED, frozenset({Doer.CLERK, Doer.LEADER}), None, _C.STOP, "NĐ 61/2018/NĐ-CP Điều 19"
        ),
        (_S.IN_PROGRESS, _A.DECLINE): Transition(
            _S.FINISHED, _LEADER, _F.REFUSAL, _C.STOP, "NĐ 61/2018/NĐ-CP Điều 19 khoản 8", needs_reason=True
        ),
        (_S.IN_PROGRESS, _A.STOP): Transition(
            _S.STOPPED, _LEADER, _F.STOP_NOTICE, _C.STOP, "TT 03/2025/TT-VPCP Mẫu 05", needs_reason=True
        ),
        (_S.IN_PROGRESS, _A.WITHDRAW_REQUEST): _withdrawal_request(_S.IN_PROGRESS, _C.RUN),
        (_S.IN_PROGRESS, _A.WITHDRAW): _withdrawal,
        # Yêu cầu bổ sung giấy tờ
        (_S.SUPPLEMENT_REQUESTED, _A.SUPPLEMENT): Transition(
            _S.SUPPLEMENT_REQUESTED, _APPLICANT | _COUNTER, None, _C.PAUSE, "NĐ 61/2018/NĐ-CP Điều 19 khoản 4"
        ),
        # What is still missing of the same request is asked for again; a second request would be a second Mẫu 02.
        (_S.SUPPLEMENT_REQUESTED, _A.REPORT_INCOMPLETE): Transition(
            _S.SUPPLEMENT_REQUESTED,
            _COUNTER,
            None,
            _C.PAUSE,
            "NĐ 61/2018/NĐ-CP Điều 11 khoản 2 điểm c, Điều 19 khoản 4",
            needs_reason=True,
        ),
        (_S.SUPPLEMENT_REQUESTED, _A.ACCEPT): Transition(
            _S.RECEIVED,
            _COUNTER,
            _F.ACCEPTANCE,
            _C.START,
            "NĐ 61/2018/NĐ-CP Điều 17",
            reception=Reception.BEFORE,
        ),
        (_S.SUPPLEMENT_REQUESTED, _A.CONFIRM_SUPPLEMENT): Transition(
            _S.IN_PROGRESS,
            _COUNTER,
            None,
            _C.RESET,
            "NĐ 61/2018/NĐ-CP Điều 19 khoản 4",
            reception=Reception.AFTER,
        ),
        (_S.SUPPLEMENT_REQUESTED, _A.EXPIRE_SUPPLEMENT): Transition(
            _S.STOPPED,
            frozenset({Doer.SYSTEM, Doer.COUNTER}),
            _F.STOP_NOTICE,
            _C.STOP,
            "TT 03/2025/TT-VPCP Mẫu 05; thời hạn bổ sung theo quy định của thủ tục",
        ),
        (_S.SUPPLEMENT_REQUESTED, _A.WITHDRAW_REQUEST): _withdrawal_request(_S.SUPPLEMENT_REQUESTED, _C.PAUSE),
        (_S.SUPPLEMENT_REQUESTED, _A.WITHDRAW): _withdrawal,
        # Yêu cầu thực hiện nghĩa vụ tài chính
        (_S.PAYMENT_REQUESTED, _A.CONFIRM_PAYMENT): Transition(
            _S.IN_PROGRESS,
            frozenset({Doer.SYSTEM, Doer.COUNTER}),
            None,
            _C.RUN,
            "NĐ 61/2018/NĐ-CP Điều 22",
            to_before_reception=_S.SUBMITTED,
            clock_before_reception=_C.INTAKE,
        ),
        (_S.PAYMENT_REQUESTED, _A.WITHDRAW_REQUEST): _withdrawal_request(_S.PAYMENT_REQUESTED, _C.PAUSE),
        (_S.PAYMENT_REQUESTED, _A.WITHDRAW): _withdrawal,
        # Đã xử lý xong
        (_S.FINISHED, _A.RETURN_RESULT): Transition(
            _S.RETURNED, frozenset({Doer.COUNTER, Doer.SYSTEM}), None, _C.STOP, "NĐ 61/2018/NĐ-CP Điều 20"
        ),
        (_S.FINISHED, _A.RECALL_RESULT): Transition(
            _S.IN_PROGRESS, _LEADER, None, _C.RUN, "NĐ 61/2018/NĐ-CP Điều 21 khoản 1", needs_reason=True
        ),
        # A fee may be waived as long as it may still be due; work and waiting go on as they were.
        **{
            (state, _A.WAIVE_FEES): Transition(
                state, _HEADS, None, clock, "Luật Phí và lệ phí 97/2015/QH13 Điều 10", needs_reason=True
            )
            for state, clock in (
                (_S.RECEIVED, _C.RUN),
                (_S.IN_PROGRESS, _C.RUN),
                (_S.SUPPLEMENT_REQUESTED, _C.PAUSE),
                (_S.PAYMENT_REQUESTED, _C.PAUSE),
                (_S.FINISHED, _C.STOP),
            )
        },
        # Rating stays possible once the case is over
        **{
            (state, _A.RATE): Transition(state, _APPLICANT, None, _C.STOP, _RATING)
            for state in (_S.NOT_RECEIVED, _S.WITHDRAWN, _S.STOPPED, _S.FINISHED, _S.RETURNED)
        },
    }
)
"""Every action that is possible in every state. `None` is the state of a dossier that does not exist yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dossier stands: its state (None before it exists) and whether it has been received."""

    state: DossierState | None = None
    received: bool = False


def transition(state: DossierState | None, action: Action, *, received: bool = True) -> Transition:
    """Return the line of the table. Raises TransitionRefused when the action is not possible in this state."""
    found = TRANSITIONS.get((state, action))
    if found is None or (found.reception is not None and (found.reception is Reception.AFTER) != received):
        if state is None:
            raise TransitionRefused(f"Chưa có hồ sơ, không thể “{action.label}”.")
        raise TransitionRefused(f"Hồ sơ đang ở trạng thái “{state.label}”, không thể “{action.label}”.")
    return found


def next_state(state: DossierState | None, action: Action, *, received: bool = True) -> DossierState:
    """Return the state after `action`. `received`: the dossier has been accepted once. Raises TransitionRefused."""
    return transition(state, action, received=received).target(received=received)


def allowed_actions(state: DossierState | None, *, received: bool | None = None) -> frozenset[Action]:
    """Return the actions possible in `state`; with `received` unknown, those possible either way."""
    wanted = {None: (None, Reception.BEFORE, Reception.AFTER), True: (None, Reception.AFTER)}.get(
        received, (None, Reception.BEFORE)
    )
    return frozenset(
        action for (here, action), line in TRANSITIONS.items() if here == state and line.reception in wanted
    )


def is_received(state: DossierState | None, *, before: bool) -> bool:
    """Tell whether a dossier counts as received on reaching `state`, given whether it did `before`."""
    return before or state in (DossierState.RECEIVED, DossierState.IN_PROGRESS)


def step(standing: Standing, action: Action) -> Standing:
    """Return the standing after one event. Raises TransitionRefused."""
    state = next_state(standing.state, action, received=standing.received)
    return Standing(state, is_received(state, before=standing.received))


def replay(events: Iterable[Action | str]) -> DossierState | None:
    """Fold the recorded actions of one dossier, oldest first, into its state; None for no events.

    Raises TransitionRefused at the first event that could not have happened.
    """
    standing = Standing()
    for event in events:
        standing = step(standing, Action(event))
    return standing.state
