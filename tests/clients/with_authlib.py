"""A system of somebody else: a small Django site that signs people in with Authlib. It shares no code with congso."""

import os
import time
from importlib import import_module
from wsgiref.simple_server import WSGIRequestHandler

from authlib.integrations.base_client.errors import OAuthError
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer

PORT, ISSUER = int(os.environ["PORT"]), os.environ["ISSUER"]
HERE = f"http://127.0.0.1:{PORT}"

settings.configure(
    SECRET_KEY="of the other system",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
    SESSION_COOKIE_NAME="authlib_session",
    AUTHLIB_OAUTH_CLIENTS={
        "province": {
            "client_id": os.environ["CLIENT_ID"],
            "client_secret": os.environ["CLIENT_SECRET"],
            "server_metadata_url": f"{ISSUER}/.well-known/openid-configuration",
            "client_kwargs": {"scope": "openid profile organisation roles", "code_challenge_method": "S256"},
        }
    },
)

from authlib.integrations.django_client import OAuth  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from joserfc import jwt  # noqa: E402
from joserfc.errors import JoseError  # noqa: E402
from joserfc.jwk import KeySet  # noqa: E402

STRICT = {"iss": {"essential": True, "values": [ISSUER]}}
STRICT |= {claim: {"essential": True} for claim in ("aud", "exp", "iat", "auth_time", "acr", "amr", "sid", "nonce")}
EVENT = "http://schemas.openid.net/event/backchannel-logout"

oauth = OAuth()
oauth.register("province")
of_session: dict[str, str] = {}
"""`sid` of the province → key of the session here."""
ended: dict[str, float] = {}


def login(request):
    asked = {name: request.GET[name] for name in ("prompt", "max_age", "scope") if name in request.GET}
    request.session["asked"] = asked
    return oauth.province.authorize_redirect(request, f"{HERE}/callback", **asked)


def callback(request):
    try:
        token = oauth.province.authorize_access_token(request, claims_options=STRICT)
        claims = token["userinfo"]
        age = request.session.get("asked", {}).get("max_age")
        if age is not None and claims["auth_time"] + int(age) + 5 < time.time():
            raise OAuthError("too_old")
        if request.GET.get("iss") != ISSUER:
            raise OAuthError("wrong_issuer")
        facts = oauth.province.userinfo(token=token)
        if facts["sub"] != claims["sub"]:
            raise OAuthError("wrong_subject")
    except OAuthError as error:
        return JsonResponse({"error": error.error}, status=400)
    request.session.cycle_key()
    request.session["token"], request.session["claims"] = dict(token), dict(claims)
    request.session["facts"], request.session["former"] = dict(facts), []
    request.session.save()
    of_session[claims["sid"]] = request.session.session_key
    return HttpResponseRedirect("/me")


def me(request):
    if "token" not in request.session:
        return JsonResponse({"signed_in": False})
    said = {"claims": request.session["claims"], "facts": request.session["facts"]}
    return JsonResponse({"signed_in": True, **said, "kid": _kid(request.session["token"]["id_token"])})


def refresh(request):
    """Renew the tokens; with `?old` by a refresh token that was used already, as a thief would."""
    token = request.session["token"]
    value = request.session["former"][-1] if "old" in request.GET else token["refresh_token"]
    try:
        known = oauth.province.load_server_metadata()
        with oauth.province._get_oauth_client(**known) as session:
            fresh = session.refresh_token(known["token_endpoint"], refresh_token=value)
        claims = oauth.province.parse_id_token(fresh, nonce=None, claims_options={"iss": STRICT["iss"]})
        facts = oauth.province.userinfo(token=fresh)
    except OAuthError as error:
        return JsonResponse({"error": error.error}, status=400)
    rotated = fresh["refresh_token"] != token["refresh_token"]
    request.session["former"] = [*request.session["former"], token["refresh_token"]]
    request.session["token"], request.session["facts"] = {**token, **fresh}, dict(facts)
    same = claims["sub"] == request.session["claims"]["sub"] and claims["sid"] == request.session["claims"]["sid"]
    return JsonResponse({"rotated": rotated, "same": same, "kid": _kid(fresh["id_token"])})


def verify(request):
    """Verify once more the identity token of the sign-in, with the keys of this moment."""
    keys = KeySet.import_key_set(oauth.province.fetch_jwk_set(force=True))
    first = jwt.decode(request.session["token"]["id_token"], keys)
    return JsonResponse({"sub": first.claims["sub"], "keys": len(keys.keys)})


def userinfo(request):
    answer = oauth.province.get(
        oauth.province.load_server_metadata()["userinfo_endpoint"], token=request.session["token"]
    )
    return JsonResponse({"status": answer.status_code})


def logout(request):
    hint = request.session["token"]["id_token"]
    return oauth.province.logout_redirect(request, f"{HERE}/logged-out", id_token_hint=hint)


def logged_out(request):
    oauth.province.validate_logout_response(request)
    request.session.flush()
    return JsonResponse({"signed_in": False, "state": "checked"})


def backchannel(request):
    """OpenID Connect Back-Channel Logout 1.0 §2.6, with the library that Authlib is built on."""
    oauth.province.load_server_metadata()
    rules = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": oauth.province.client_id},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
        sid={"essential": True},
        events={"essential": True},
    )
    try:
        told = jwt.decode(
            request.POST.get("logout_token", ""), KeySet.import_key_set(oauth.province.fetch_jwk_set(force=True))
        )
        rules.validate(told.claims)
    except (JoseError, ValueError) as error:
        return JsonResponse({"error": "invalid_request", "error_description": str(error)}, status=400)
    if told.header.get("typ") != "logout+jwt" or EVENT not in told.claims["events"] or "nonce" in told.claims:
        return JsonResponse({"error": "invalid_request"}, status=400)
    if key := of_session.pop(told.claims["sid"], None):
        import_module(settings.SESSION_ENGINE).SessionStore(key).delete()
    ended[told.claims["sid"]] = time.time()
    return HttpResponse(status=200)


def endings(request):
    return JsonResponse(ended)


def restart(request):
    oauth.province.server_metadata.clear()
    return JsonResponse({})


def _kid(token):
    return jwt.decode(token, KeySet.import_key_set(oauth.province.fetch_jwk_set(force=True))).header["kid"]


urlpatterns = [
    path("login", login),
    path("callback", callback),
    path("me", me),
    path("refresh", refresh),
    path("verify", verify),
    path("userinfo", userinfo),
    path("logout", logout),
    path("logged-out", logged_out),
    path("backchannel", backchannel),
    path("ended", endings),
    path("restart", restart),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


if __name__ == "__main__":
    server = ThreadedWSGIServer(("127.0.0.1", PORT), Quiet)
    server.set_app(get_wsgi_application())
    server.serve_forever()
