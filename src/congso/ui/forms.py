"""The form of the living page: one field of each kind, as other contexts write theirs."""

from django import forms

from .fields import CheckCards, ChoiceCards, DayField, MoneyField, RatingField


class SampleForm(forms.Form):
    """Every kind of field once. Shown empty, filled and with errors on `/giao-dien/`."""

    full_name = forms.CharField(
        label="Họ, chữ đệm và tên",
        help_text="Viết đúng như trên căn cước.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    born_on = DayField(label="Ngày sinh", help_text="Ngày/tháng/năm, ví dụ 05/09/1990.")
    capital = MoneyField(label="Vốn kinh doanh", required=False)
    ward = forms.ChoiceField(
        label="Xã, phường",
        choices=[("", "Chọn xã, phường"), ("31999", "Phường An Xuyên"), ("32002", "Phường Lý Văn Lâm")],
    )
    reason = forms.CharField(label="Lý do", widget=forms.Textarea, required=False)
    receive_by = forms.ChoiceField(
        label="Nhận kết quả bằng cách nào?",
        choices=[("online", "Bản điện tử"), ("desk", "Tại Bộ phận Một cửa"), ("post", "Qua bưu chính")],
        widget=ChoiceCards(
            help_texts={
                "online": "Có giá trị như bản giấy, tải về ngay khi được ký.",
                "post": "Trả cước khi nhận.",
            }
        ),
    )
    papers = forms.MultipleChoiceField(
        label="Giấy tờ nộp kèm",
        choices=[("birth", "Giấy chứng sinh"), ("marriage", "Giấy chứng nhận kết hôn")],
        widget=CheckCards(in_row=True),
        required=False,
    )
    paper = forms.FileField(label="Ảnh chụp giấy chứng sinh", required=False, help_text="Tệp PDF, JPG hoặc PNG.")
    truthful = forms.BooleanField(label="Tôi cam đoan nội dung khai là đúng sự thật.")


class SampleRatingForm(forms.Form):
    """The rating of a service."""

    satisfaction = RatingField(label="Bạn hài lòng đến mức nào?")
