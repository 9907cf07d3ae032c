"""Words for what the trail keeps as codes: acts, objects and details, as an inspector reads them."""

from typing import Any

from congso.audit.rules.kinds import READINGS, label
from congso.dossiers.rules.states import Action

ACTIONS: dict[str, str] = {
    **{f"dossiers.{action.value}": action.label for action in Action},
    **READINGS,
    "catalogue.keep_synonym": "Ghi từ khóa tìm thủ tục",
    "catalogue.remove_synonym": "Xóa từ khóa tìm thủ tục",
    "pages.write": "Ghi trang của cổng",
    "pages.read_feedback": "Đọc góp ý về cổng",
    "dossiers.start_draft": "Lập bản nháp hồ sơ",
    "notifications.choose": "Chọn cách nhận thông báo",
    "dossiers.ask": "Hỏi về hồ sơ",
    "dossiers.answer_question": "Trả lời câu hỏi về hồ sơ",
    "dossiers.needs_no_answer": "Ghi câu hỏi không cần trả lời",
    "dossiers.invite_co_applicant": "Mời người cùng đề nghị",
    "dossiers.send_invitation_again": "Gửi lại lời mời cùng đề nghị",
    "dossiers.draw_invitation_link": "Lấy đường dẫn mời cùng đề nghị",
    "dossiers.withdraw_invitation": "Thu hồi lời mời cùng đề nghị",
    "dossiers.open_invitation": "Mở lời mời cùng đề nghị",
    "dossiers.agree_to_apply": "Đồng ý cùng đề nghị",
    "dossiers.decline_to_apply": "Từ chối cùng đề nghị",
    "dossiers.co_signing_lapsed": "Lần đồng ý hết hiệu lực vì bản nháp đã sửa",
    "catalogue.export": "Xuất danh mục thủ tục",
    "catalogue.start_amendment": "Bắt đầu soạn thủ tục",
    "catalogue.revise_amendment": "Sửa dự thảo thủ tục",
    "catalogue.propose_amendment": "Trình thẩm định thủ tục",
    "catalogue.take_back_amendment": "Lấy lại dự thảo thủ tục",
    "catalogue.give_back_amendment": "Trả lại dự thảo thủ tục",
    "catalogue.approve_amendment": "Thẩm định thủ tục đạt",
    "catalogue.schedule_amendment": "Ghi quyết định, hẹn ngày công bố thủ tục",
    "catalogue.cancel_amendment": "Bỏ hẹn ngày công bố thủ tục",
    "catalogue.publish_amendment": "Công bố, bãi bỏ thủ tục theo quyết định",
    "catalogue.withdraw_amendment": "Hủy dự thảo thủ tục",
    "catalogue.rebase_amendment": "Đổi bản gốc của dự thảo thủ tục",
    "dossiers.duplicate": "Lập bản nháp từ hồ sơ đã nộp",
    "files.quarantine": "Cách ly tệp có mã độc",
    "files.fetch_quarantined": "Lấy tệp bị cách ly",
    "identity.change_account_email": "Đổi thư điện tử của tài khoản",
    "provisioning.read_users": "Hệ thống khác đọc danh sách tài khoản cán bộ",
    "provisioning.read_groups": "Hệ thống khác đọc danh sách đơn vị, vai trò",
    "representation.sign_in_for_body": "Đăng nhập nhân danh tổ chức",
    "representation.body_refused": "Không nhận đăng nhập nhân danh tổ chức",
    "representation.work_for": "Chọn làm việc cho mình hoặc cho tổ chức",
    "representation.authorise": "Cho người khác làm việc thay tổ chức",
    "representation.end_membership": "Thôi cho làm việc thay tổ chức",
    "representation.enter_mandate": "Ghi nhận ủy quyền, đại diện",
    "representation.enter_mandate_at_counter": "Ghi nhận ủy quyền, đại diện tại quầy",
    "representation.confirm_mandate": "Xác nhận ủy quyền",
    "representation.revoke_mandate": "Thu hồi ủy quyền",
    "dossiers.save_draft": "Lưu bản nháp hồ sơ",
    "dossiers.choose": "Chọn trường hợp trong bản nháp",
    "dossiers.attach_paper": "Đính giấy tờ vào bản nháp",
    "dossiers.detach_paper": "Bỏ giấy tờ khỏi bản nháp",
    "dossiers.discard_draft": "Xóa bản nháp hồ sơ",
    "dossiers.discard_drafts_of": "Xóa bản nháp theo yêu cầu của chủ thể dữ liệu",
    "dossiers.discard_expired_drafts": "Dọn bản nháp hết hạn",
    "dossiers.collect_fees": "Thu phí, lệ phí",
    "dossiers.judge_paper": "Nhận xét giấy tờ",
    "dossiers.readers": "Xem ai xem được hồ sơ",
    "dossiers.ask_register_print": "Yêu cầu in sổ theo dõi",
    "files.refuse_secret": "Từ chối tài liệu có dấu bí mật nhà nước",
    "signatures.register_key": "Đăng ký chứng thư chữ ký số",
    "signatures.end_key": "Ngừng dùng chứng thư chữ ký số",
    "signatures.set_picture": "Đặt hình chữ ký, con dấu",
    "signatures.sign": "Ký số văn bản",
    "signatures.sign_data": "Ký số dữ liệu",
    "identity.sign_in": "Đăng nhập",
    "identity.sign_in_failed": "Đăng nhập không thành công",
    "identity.sign_in_refused": "Từ chối đăng nhập",
    "identity.sign_out": "Đăng xuất",
    "identity.second_factor_failed": "Nhập sai yếu tố xác thực thứ hai",
    "identity.step_up": "Xác thực lại",
    "identity.use_recovery_code": "Dùng mã khôi phục",
    "identity.passkey_copied": "Phát hiện khóa đăng nhập bị sao chép",
    "identity.end_sessions": "Kết thúc phiên đăng nhập",
    "identity.totp_added": "Thêm ứng dụng xác thực",
    "identity.totp_removed": "Gỡ ứng dụng xác thực",
    "identity.passkey_added": "Thêm khóa đăng nhập",
    "identity.passkey_removed": "Gỡ khóa đăng nhập",
    "identity.recovery_codes_renewed": "Tạo mã khôi phục mới",
    "identity.take_all_factors": "Gỡ mọi yếu tố xác thực",
    "identity.open_officer_account": "Mở tài khoản cán bộ",
    "identity.invite": "Mời lập mật khẩu",
    "identity.accept_invitation": "Lập mật khẩu theo lời mời",
    "identity.change_password": "Đổi mật khẩu",
    "identity.reset_password": "Đặt lại mật khẩu",
    "identity.lock_account": "Khóa tài khoản",
    "identity.unlock_account": "Mở khóa tài khoản",
    "identity.change_contact": "Đổi cách liên hệ",
    "identity.correct_contact": "Sửa cách liên hệ theo yêu cầu của chủ thể dữ liệu",
    "identity.forget_contact": "Xóa cách liên hệ theo yêu cầu của chủ thể dữ liệu",
    "identity.correct_person": "Cập nhật thông tin theo VNeID",
    "identity.issue_client_token": "Cấp mã truy cập cho hệ thống kết nối",
    "identity.revoke_client": "Thu hồi quyền của hệ thống kết nối",
    "organisation.appoint": "Bổ nhiệm vào vị trí",
    "organisation.end_appointment": "Thôi giữ vị trí",
    "organisation.delegate": "Ủy quyền, giao điều hành",
    "organisation.revoke_delegation": "Thu hồi ủy quyền",
    "organisation.publish_calendar": "Công bố lịch làm việc",
    "organisation.set_office_hours": "Quyết định giờ làm việc",
    "privacy.consent": "Đồng ý xử lý dữ liệu",
    "privacy.withdraw_consent": "Rút lại sự đồng ý",
    "privacy.lodge": "Gửi yêu cầu về dữ liệu cá nhân",
    "privacy.acknowledge": "Xác nhận đã nhận yêu cầu về dữ liệu",
    "privacy.extend": "Gia hạn yêu cầu về dữ liệu",
    "privacy.finish": "Hoàn thành yêu cầu về dữ liệu",
    "privacy.refuse": "Từ chối yêu cầu về dữ liệu",
    "privacy.hold": "Giữ dữ liệu theo yêu cầu pháp lý",
    "privacy.lift_hold": "Gỡ việc giữ dữ liệu",
    "privacy.open_breach": "Ghi nhận sự cố dữ liệu",
    "privacy.notice": "Đã đọc thông báo xử lý dữ liệu",
    "privacy.lift_restriction": "Gỡ hạn chế xử lý dữ liệu",
    "privacy.tell_incident": "Báo sự cố dữ liệu cho cơ quan có thẩm quyền",
    "privacy.move_breach": "Cập nhật sự cố dữ liệu",
    "signatures.trust": "Thêm gốc tin cậy của chữ ký số",
    "signatures.remove_anchor": "Bỏ gốc tin cậy của chữ ký số",
    "sso.sign_in": "Đăng nhập vào hệ thống kết nối",
    "sso.end_session": "Kết thúc phiên ở hệ thống kết nối",
    "sso.refuse_to_share": "Từ chối chia sẻ thông tin",
    "sso.wrong_secret": "Hệ thống kết nối dùng sai khóa bí mật",
    "sso.code_reused": "Mã đăng nhập một lần bị dùng lại",
    "sso.refresh_reused": "Mã làm mới bị dùng lại",
    "sso.agree": "Đồng ý chia sẻ thông tin",
    "sso.withdraw": "Rút đồng ý chia sẻ thông tin",
    "sso.make_key": "Tạo khóa ký đăng nhập một lần",
    "sso.register_system": "Đăng ký hệ thống kết nối",
    "sso.change_system": "Sửa hệ thống kết nối",
    "sso.renew_secret": "Đổi khóa bí mật của hệ thống",
    "sso.disable_system": "Tạm dừng hệ thống kết nối",
    "sso.enable_system": "Mở lại hệ thống kết nối",
    "inspection.take_export": "Tải bản kết xuất nhật ký",
}

OBJECTS = {
    "dossier": "Hồ sơ",
    "dossier_list": "Danh sách hồ sơ",
    "procedure": "Thủ tục hành chính",
    "catalogue": "Danh mục thủ tục",
    "draft": "Bản nháp hồ sơ",
    "file": "Tệp",
    "register": "Sổ theo dõi",
    "person": "Người",
    "account": "Tài khoản",
    "factor": "Yếu tố xác thực",
    "delegation": "Ủy quyền",
    "officer": "Vị trí của cán bộ",
    "subject_request": "Yêu cầu về dữ liệu",
    "breach": "Sự cố dữ liệu",
    "client": "Hệ thống kết nối",
    "signing_key": "Khóa ký",
    "audit_entry": "Dòng nhật ký",
    "trail_export": "Bản kết xuất nhật ký",
    "synonym": "Từ khóa tìm thủ tục",
    "trust_anchor": "Gốc tin cậy của chữ ký số",
}

DETAILS = {
    "amendment": "Việc soạn số",
    "part": "Phần",
    "sequence": "Sự kiện thứ",
    "dossiers": "Hồ sơ trong danh sách",
    "assurance": "Mức bảo đảm",
    "acr": "Mức xác thực do VNeID nêu",
    "amr": "Cách xác thực",
    "reason": "Lý do",
    "fields": "Trường thông tin",
    "view": "Danh sách",
    "by": "Tìm theo",
    "listing": "Con số",
    "ground": "Căn cứ",
    "criteria": "Tiêu chí",
    "page": "Trang",
    "format": "Định dạng",
    "lines": "Số dòng",
    "digest": "SHA-256",
    "scopes": "Phạm vi",
    "about": "Về việc",
    "source": "Nguồn",
    "file": "Tệp",
    "drafts": "Bản nháp",
    "state": "Trạng thái",
    "factor": "Yếu tố xác thực",
    "year": "Năm",
    "mark": "Dấu mật",
    "phrase": "Người dân gọi là",
    "words": "Danh mục gọi là",
    "procedure": "Thủ tục",
    "anchor_kind": "Loại gốc tin cậy",
    "sha256": "SHA-256",
}


def action_label(code: str, kind: str = "") -> str:
    """Return the words for an act; an act nobody knows any more is named by its kind and its code."""
    return ACTIONS.get(code) or f"{label(kind)} ({code})".strip()


def object_label(kind: str) -> str:
    """Return the words for a kind of object."""
    return OBJECTS.get(kind, kind)


def details(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what an entry says beyond its columns, in words; a list names how many there are and the first ten."""
    lines = []
    for name, value in told.items():
        if value in (None, "", [], {}):
            continue
        lines.append((DETAILS.get(name, name), _said(value)))
    return lines


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        more = f" … ({len(value)})" if len(value) > 10 else ""
        return ", ".join(str(one) for one in value[:10]) + more
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value)
