"""Fields that many forms share, in one wording: the applicant, the person's papers, the closing statements."""

from .form_language import Field, FieldType, Group

GENDERS = (("male", "Nam"), ("female", "Nữ"))

STATEMENT_SOURCE = "Người khai chịu trách nhiệm trước pháp luật về nội dung đã khai."


def applicant(*, title: str = "Người nộp hồ sơ", help: str = "") -> Group:
    """Return the applicant's fields; their keys are fixed, for every dossier knows its applicant by them."""
    return Group(
        key="applicant",
        title=title,
        help=help,
        fields=(
            Field(
                "applicant_name",
                FieldType.TEXT,
                "Họ, chữ đệm, tên",
                required=True,
                max_length=120,
                example="Nguyễn Thị Bích Ngọc",
                prefill="person.full_name",
                autocomplete="name",
            ),
            Field(
                "applicant_identity_number",
                FieldType.CITIZEN_NUMBER,
                "Số định danh cá nhân",
                help="12 chữ số trên thẻ căn cước.",
                required=True,
                example="096085001234",
                prefill="person.identity_number",
                born_field="applicant_born_on",
            ),
            Field(
                "applicant_born_on",
                FieldType.DATE,
                "Ngày, tháng, năm sinh",
                required=True,
                max="today",
                example="05/09/1985",
                prefill="person.born_on",
                autocomplete="bday",
            ),
            Field(
                "applicant_phone",
                FieldType.PHONE,
                "Số điện thoại",
                help="Để báo tin về hồ sơ.",
                required=True,
                example="0912 345 678",
                prefill="person.phone",
                autocomplete="tel",
            ),
            Field(
                "applicant_email",
                FieldType.EMAIL,
                "Thư điện tử",
                help="Không bắt buộc.",
                example="ten@example.vn",
                prefill="person.email",
                autocomplete="email",
            ),
            Field(
                "applicant_commune",
                FieldType.COMMUNE,
                "Xã, phường nơi cư trú",
                help="Bỏ trống nếu cư trú ngoài tỉnh.",
                prefill="person.commune_code",
            ),
            Field(
                "applicant_address",
                FieldType.TEXT,
                "Địa chỉ nơi cư trú",
                required=True,
                max_length=300,
                example="Số 12, đường Phan Ngọc Hiển, khóm 3",
                prefill="person.address",
                autocomplete="street-address",
            ),
        ),
    )


def identity(
    prefix: str, *, of: str, required: bool = True, when: dict[str, object] | None = None
) -> tuple[Field, ...]:
    """Return name, birth day and identity number of another person, with keys `<prefix>_…`."""
    return (
        Field(
            f"{prefix}_name",
            FieldType.TEXT,
            f"Họ, chữ đệm, tên {of}",
            required=required,
            max_length=120,
            when=when,
        ),
        Field(
            f"{prefix}_born_on",
            FieldType.DATE,
            f"Ngày, tháng, năm sinh {of}",
            max="today",
            when=when,
            required=required,
        ),
        Field(
            f"{prefix}_identity_number",
            FieldType.CITIZEN_NUMBER,
            f"Số định danh cá nhân {of}",
            help="12 chữ số; bỏ trống nếu không có.",
            born_field=f"{prefix}_born_on",
            when=when,
        ),
    )


def statements(*, text: str = STATEMENT_SOURCE) -> Group:
    """Return the closing statement that every official form carries."""
    return Group(
        key="statements",
        title="Cam đoan",
        fields=(
            Field(
                "commitment",
                FieldType.YES_NO,
                "Tôi cam đoan những nội dung khai trên đây là đúng sự thật",
                help=text,
                required=True,
            ),
        ),
    )
