"""The declaration of a form that is being drafted, as it would be printed."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from congso.catalogue.queries import amendments, form_drafts
from congso.catalogue.rules.rights import CatalogueRight
from congso.dossiers import printing
from congso.kernel import clock
from congso.organisation.permissions import OfficerRequest, officer_required

from .dossier import pdf


@officer_required(CatalogueRight.EDIT)
@require_safe
def draft_paper(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """Show the printed declaration of the form of a draft, blank. Raises NotFound."""
    code = amendments.draft_content(amendment_id).code
    form = form_drafts.form_draft(amendment_id).definition
    return pdf(printing.form_declaration_pdf(form, code, clock.now()), f"to-khai-{code}.pdf")
