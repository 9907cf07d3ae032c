"""The life of an amendment of the catalogue, as a table: drafted, reviewed by a second person, published by decision.

Source: Decree 63/2010/NĐ-CP art. 13–16 (a decision publishes what is new, amended or abolished). That two people look
at it is the house's own rule.
"""

from django.db.models import TextChoices

from congso.kernel.refusals import NotPossibleNow


class Kind(TextChoices):
    """What a decision does to a procedure (quyết định công bố: mới ban hành, sửa đổi bổ sung, bãi bỏ)."""

    NEW = "new", "Mới ban hành"
    AMEND = "amend", "Sửa đổi, bổ sung"
    ABOLISH = "abolish", "Bãi bỏ"


class Stage(TextChoices):
    """Where an amendment stands."""

    DRAFTING = "drafting", "Đang soạn"
    PROPOSED = "proposed", "Chờ thẩm định"
    APPROVED = "approved", "Đã thẩm định, chờ công bố"
    SCHEDULED = "scheduled", "Chờ ngày công bố"
    DONE = "done", "Đã công bố"
    WITHDRAWN = "withdrawn", "Đã hủy"


class Act(TextChoices):
    """What is done with an amendment."""

    START = "start", "Bắt đầu soạn"
    REVISE = "revise", "Sửa dự thảo"
    PROPOSE = "propose", "Trình thẩm định"
    TAKE_BACK = "take_back", "Lấy lại để soạn tiếp"
    GIVE_BACK = "give_back", "Trả lại để soạn tiếp"
    APPROVE = "approve", "Thẩm định đạt"
    SCHEDULE = "schedule", "Ghi quyết định công bố"
    CANCEL = "cancel", "Bỏ hẹn ngày công bố"
    PUBLISH = "publish", "Công bố"
    WITHDRAW = "withdraw", "Hủy dự thảo"
    REBASE = "rebase", "Lấy bản đang hiệu lực làm gốc"


OPEN = (Stage.DRAFTING, Stage.PROPOSED, Stage.APPROVED, Stage.SCHEDULED)
MOVES: dict[tuple[Stage, Act], Stage] = {
    (Stage.DRAFTING, Act.REVISE): Stage.DRAFTING,
    (Stage.DRAFTING, Act.REBASE): Stage.DRAFTING,
    (Stage.DRAFTING, Act.PROPOSE): Stage.PROPOSED,
    (Stage.DRAFTING, Act.WITHDRAW): Stage.WITHDRAWN,
    (Stage.PROPOSED, Act.TAKE_BACK): Stage.DRAFTING,
    (Stage.PROPOSED, Act.GIVE_BACK): Stage.DRAFTING,
    (Stage.PROPOSED, Act.APPROVE): Stage.APPROVED,
    (Stage.APPROVED, Act.TAKE_BACK): Stage.DRAFTING,
    (Stage.APPROVED, Act.GIVE_BACK): Stage.DRAFTING,
    (Stage.APPROVED, Act.SCHEDULE): Stage.SCHEDULED,
    (Stage.APPROVED, Act.PUBLISH): Stage.DONE,
    (Stage.SCHEDULED, Act.CANCEL): Stage.APPROVED,
    (Stage.SCHEDULED, Act.PUBLISH): Stage.DONE,
}


def next_stage(stage: Stage, act: Act) -> Stage:
    """Return the stage after an act. Raises NotPossibleNow for a move that is not in the table."""
    try:
        return MOVES[stage, act]
    except KeyError:
        raise NotPossibleNow(
            f"Việc này đang ở bước “{stage.label}” nên không {act.label.lower()} được.",
            remedy="Tải lại trang để thấy ai vừa xử lý và bước tiếp theo.",
        ) from None
