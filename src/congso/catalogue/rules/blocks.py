"""Fields that many forms share, in one wording: the applicant, other people, businesses, places, closing statements.

`BLOCKS` is what a form builder offers: each block makes a group whose keys nobody has used yet.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

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
    prefix: str, *, of: str, required: bool = True, when: Mapping[str, object] | None = None
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


def address(
    prefix: str, *, of: str, required: bool = True, when: Mapping[str, object] | None = None
) -> tuple[Field, ...]:
    """Return where somebody or something is: province, commune, street, under the key `<prefix>_address`."""
    return (Field(f"{prefix}_address", FieldType.ADDRESS, f"Địa chỉ {of}", required=required, when=when),)


def business(
    prefix: str, *, of: str, required: bool = True, when: Mapping[str, object] | None = None
) -> tuple[Field, ...]:
    """Return name, tax code, address and representative of an organisation or a business, with keys `<prefix>_…`."""
    return (
        Field(f"{prefix}_name", FieldType.TEXT, f"Tên {of}", required=required, max_length=300, when=when),
        Field(
            f"{prefix}_tax_code",
            FieldType.TAX_CODE,
            f"Mã số thuế của {of}",
            help="10 hoặc 13 chữ số; hộ kinh doanh ghi số định danh của chủ hộ.",
            required=required,
            example="0100233488",
            when=when,
        ),
        *address(prefix, of=of, required=required, when=when),
        Field(
            f"{prefix}_representative",
            FieldType.TEXT,
            f"Họ, chữ đệm, tên người đại diện theo pháp luật của {of}",
            required=required,
            max_length=120,
            when=when,
        ),
        Field(
            f"{prefix}_representative_title",
            FieldType.TEXT,
            "Chức danh của người đại diện",
            max_length=120,
            example="Giám đốc",
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


# What a builder offers


@dataclass(frozen=True, slots=True)
class Block:
    """A block to put into a form. `make` takes the keys already used (of groups and fields) and returns its group.

    `once`: its keys mean something to every dossier, so that a form has it once; `make` then raises ValueError for a
    form that has it.
    """

    key: str
    title: str
    holds: str
    make: Callable[[Collection[str]], Group]
    once: bool = False

    def fits(self, used: Collection[str]) -> bool:
        """Tell whether the block may be put into a form with these keys."""
        return not self.once or not set(_keys(self.make(()))) & set(used)


def _keys(group: Group) -> Iterator[str]:
    yield group.key
    yield from (field.key for field in group.fields)


def _only(made: Callable[[], Group]) -> Callable[[Collection[str]], Group]:
    def make(used: Collection[str]) -> Group:
        group = made()
        twice = sorted(set(_keys(group)) & set(used))
        if twice:
            raise ValueError(f"Biểu mẫu đã có khối này (“{twice[0]}”).")
        return group

    return make


def _numbered(made: Callable[[str], Group]) -> Callable[[Collection[str]], Group]:
    """Return a maker that adds a number to its keys until nobody has used them."""

    def make(used: Collection[str]) -> Group:
        taken = set(used)
        return next(group for number in count(1) if not taken & set(_keys(group := made(_suffix(number)))))

    return make


def _suffix(number: int) -> str:
    return "" if number == 1 else f"_{number}"


BLOCKS: dict[str, Block] = {
    block.key: block
    for block in (
        Block(
            "applicant",
            "Người nộp hồ sơ",
            "Họ tên, số định danh, ngày sinh, điện thoại, thư điện tử, nơi cư trú; điền sẵn từ VNeID.",
            _only(applicant),
            once=True,
        ),
        Block(
            "person",
            "Một người khác",
            "Họ tên, ngày sinh, số định danh.",
            _numbered(lambda n: Group(f"person{n}", "Người liên quan", fields=identity(f"person{n}", of="người này"))),
        ),
        Block(
            "business",
            "Doanh nghiệp, tổ chức, hộ kinh doanh",
            "Tên, mã số thuế, địa chỉ, người đại diện.",
            _numbered(
                lambda n: Group(f"business{n}", "Doanh nghiệp, tổ chức", fields=business(f"business{n}", of="đơn vị"))
            ),
        ),
        Block(
            "address",
            "Địa chỉ",
            "Tỉnh, thành phố; xã, phường; số nhà, đường, ấp, khóm.",
            _numbered(lambda n: Group(f"place{n}", "Địa điểm", fields=address(f"place{n}", of="địa điểm"))),
        ),
        Block(
            "statements",
            "Cam đoan",
            "Lời cam đoan, đánh dấu ở bước cuối trước khi nộp.",
            _only(statements),
            once=True,
        ),
    )
}
"""The blocks by their key, in the order in which they are offered."""
