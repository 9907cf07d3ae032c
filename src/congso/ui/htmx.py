"""Which part of a template answers a request: the whole page, or the partial that htmx swaps."""

from django.http import HttpRequest


def is_partial(request: HttpRequest) -> bool:
    """Whether only a part is wanted. Boosted links and restored history get the whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def template_for(request: HttpRequest, template: str, partial: str) -> str:
    """`template`, or `template#partial` when htmx asks for that part. The view varies on the header `HX-Request`."""
    return f"{template}#{partial}" if is_partial(request) else template
