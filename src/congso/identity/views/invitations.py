"""The page behind the link of an invitation: choosing one's first password."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from congso.identity import commands, queries
from congso.identity.forms import NewPasswordForm
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotFound


@login_not_required
@never_cache
@sensitive_variables("token")
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password. Looking at the page spends nothing; programs that open links in letters do no harm."""
    now = clock.now()
    username = queries.invited_username(token, now)
    if username is None:
        raise NotFound(
            _("Đường dẫn này đã được dùng hoặc đã hết hạn."),
            code="invitation_over",
            remedy=_("Hãy nhờ quản trị hệ thống của cơ quan gửi lại lời mời."),
        )
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.accept_invitation(token=token, password=form.cleaned_data["new"], now=now)
        except Incorrect as refusal:
            for sentence in refusal.fields.get("password", [refusal.message]):
                form.add_error("new", sentence)
        else:
            return HttpResponseRedirect(reverse("account_login"))
    context = {"form": form, "username": username}
    # The policy of every page, same-origin, keeps the link from others. Stricter, browsers would send “Origin: null”
    # with the form, and it would be refused as forged.
    return render(request, "identity/invitation.html", context, status=422 if form.errors else 200)
