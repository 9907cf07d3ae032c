"""What people give to have signatures checked."""

from django import forms


class CheckForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="Tệp PDF đã ký",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp PDF cần kiểm tra."},
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf", "class": "input"}),
    )
