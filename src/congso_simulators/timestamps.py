"""A time-stamp authority (RFC 3161, HTTP), and how one goes wrong: slow, away, at another time, on another thing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .authority import architecture
from .faults import CUT, draw

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
WRONG_BY = timedelta(days=-2)
"""How far a clock that goes wrong is off."""

LARGEST_QUERY = 16 * 1024
DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}


@csrf_exempt
@require_POST
def stamp(request: HttpRequest) -> HttpResponse:
    """Answer a time-stamp query. What is malformed or hashed by something old is refused as the standard says."""
    from asn1crypto import algos, cms, tsp

    if request.content_type != QUERY or len(request.body) > LARGEST_QUERY:
        return HttpResponse(status=415)
    mood = draw("tsa")
    mood.wait()
    if mood.refuse:
        return HttpResponse(status=503)
    try:
        asked = tsp.TimeStampReq.load(request.body, strict=True)
        imprint = asked["message_imprint"]
        algorithm, hashed = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        asked["nonce"].native  # noqa: B018 - parsed here, so that what is malformed is known here
    except (ValueError, TypeError):
        return _reply(_refused("bad_data_format"))
    if DIGESTS.get(algorithm) != len(hashed):
        return _reply(_refused("bad_alg"))
    if mood.wrong_nonce:
        asked["nonce"] = cms.Integer((asked["nonce"].native or 0) + 1)
    if mood.wrong_imprint:
        asked["message_imprint"] = tsp.MessageImprint(
            {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}),
                "hashed_message": bytes(DIGESTS[algorithm]),
            }
        )
    at = datetime.now(UTC) + (WRONG_BY if mood.wrong_time else timedelta())
    timestamper = architecture().service_registry.summon_timestamper("tsa", at_time=at)
    answer = _reply(timestamper.request_tsa_response(asked))
    if mood.drop:
        answer[CUT] = "1"
    return answer


def _refused(why: str) -> Any:
    """Return a refusal: a status without a token, which asn1crypto's own answer cannot leave out."""
    from asn1crypto import core, tsp

    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {why}})
    return core.SequenceOf([status], spec=tsp.PKIStatusInfo)


def _reply(response: Any) -> HttpResponse:
    return HttpResponse(response.dump(), content_type=REPLY)
