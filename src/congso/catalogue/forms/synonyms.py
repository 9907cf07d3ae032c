"""What an editor types about the words that people use."""

from django import forms


class SynonymForm(forms.Form):
    """What people say, and what the catalogue calls it."""

    phrase = forms.CharField(
        label="Người dân gọi là", max_length=80, help_text="Ví dụ: sổ đỏ, bằng lái, giấy độc thân."
    )
    words = forms.CharField(
        label="Danh mục gọi là",
        max_length=160,
        required=False,
        help_text="Những chữ có trong tên thủ tục, ví dụ: giấy phép lái xe.",
    )
    procedure_code = forms.CharField(
        label="Chỉ thẳng tới thủ tục",
        max_length=12,
        required=False,
        help_text="Mã thủ tục, khi từ này chỉ có một nghĩa, ví dụ: 1.001193. Bỏ trống nếu dùng cho nhiều thủ tục.",
    )
