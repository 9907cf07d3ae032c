// A system of somebody else: a small Node server that signs people in with openid-client. It shares no code with congso.
import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import * as oidc from 'openid-client'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'

const { PORT, ISSUER, CLIENT_ID, CLIENT_SECRET } = process.env
const HERE = `http://127.0.0.1:${PORT}`
const COOKIE = 'openid_client_session'
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const sessions = new Map()
const ended = {}
let config
let keys

async function discover() {
  config = await oidc.discovery(new URL(ISSUER), CLIENT_ID, undefined, oidc.ClientSecretBasic(CLIENT_SECRET), {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  })
  keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri), { cooldownDuration: 0 })
}

async function login({ url, session }) {
  const verifier = oidc.randomPKCECodeVerifier()
  session.asked = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce() }
  const parameters = {
    redirect_uri: `${HERE}/callback`,
    scope: 'openid profile organisation roles',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: session.asked.state,
    nonce: session.asked.nonce,
  }
  for (const name of ['prompt', 'max_age', 'scope']) {
    if (url.searchParams.has(name)) parameters[name] = url.searchParams.get(name)
  }
  if (parameters.max_age !== undefined) session.asked.maxAge = Number(parameters.max_age)
  return { to: oidc.buildAuthorizationUrl(config, parameters).href }
}

async function callback({ url, session, renew }) {
  const { verifier, state, nonce, maxAge } = session.asked
  const tokens = await oidc.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
    maxAge,
  })
  const claims = tokens.claims()
  for (const name of ['auth_time', 'acr', 'amr', 'sid']) {
    if (claims[name] === undefined) throw Object.assign(new Error(`no ${name}`), { error: 'missing_claim' })
  }
  const facts = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  renew({ tokens, claims, facts, first: tokens.id_token, former: [] })
  return { to: '/me' }
}

async function me({ session }) {
  if (!session.tokens) return { say: { signed_in: false } }
  const { claims, facts, first } = session
  return { say: { signed_in: true, claims, facts, kid: decodeProtectedHeader(first).kid } }
}

// Renew the tokens; with `?old` by a refresh token that was used already, as a thief would.
async function refresh({ url, session }) {
  const value = url.searchParams.has('old') ? session.former.at(-1) : session.tokens.refresh_token
  const fresh = await oidc.refreshTokenGrant(config, value)
  const claims = fresh.claims()
  session.facts = await oidc.fetchUserInfo(config, fresh.access_token, session.claims.sub)
  session.former.push(session.tokens.refresh_token)
  const rotated = fresh.refresh_token !== session.tokens.refresh_token
  session.tokens = fresh
  const same = claims.sub === session.claims.sub && claims.sid === session.claims.sid
  return { say: { rotated, same, kid: decodeProtectedHeader(fresh.id_token).kid } }
}

async function verify({ session }) {
  const { payload } = await jwtVerify(session.first, keys, { issuer: ISSUER, audience: CLIENT_ID })
  return { say: { sub: payload.sub, keys: keys.jwks().keys.length } }
}

async function userinfo({ session }) {
  const place = new URL(config.serverMetadata().userinfo_endpoint)
  const status = await oidc.fetchProtectedResource(config, session.tokens.access_token, place, 'GET').then(
    (answer) => answer.status,
    (error) => error.status ?? error.response?.status,
  )
  return { say: { status } }
}

async function logout({ session }) {
  session.leaving = oidc.randomState()
  const asked = {
    id_token_hint: session.tokens.id_token,
    post_logout_redirect_uri: `${HERE}/logged-out`,
    state: session.leaving,
  }
  return { to: oidc.buildEndSessionUrl(config, asked).href }
}

async function loggedOut({ url, session }) {
  if (url.searchParams.get('state') !== session.leaving) throw new Error('wrong state')
  for (const name of Object.keys(session)) delete session[name]
  return { say: { signed_in: false, state: 'checked' } }
}

// OpenID Connect Back-Channel Logout 1.0 §2.6, with the library that openid-client's author publishes beside it.
async function backchannel({ body }) {
  const { payload } = await jwtVerify(new URLSearchParams(body).get('logout_token') ?? '', keys, {
    issuer: ISSUER,
    audience: CLIENT_ID,
    typ: 'logout+jwt',
    requiredClaims: ['iat', 'exp', 'jti', 'sid', 'events'],
  })
  if (!(EVENT in payload.events) || 'nonce' in payload) throw new Error('no logout token')
  for (const session of sessions.values()) {
    if (session.claims?.sid === payload.sid) for (const name of Object.keys(session)) delete session[name]
  }
  ended[payload.sid] = Date.now() / 1000
  return {}
}

const pages = {
  '/login': login,
  '/callback': callback,
  '/me': me,
  '/refresh': refresh,
  '/verify': verify,
  '/userinfo': userinfo,
  '/logout': logout,
  '/logged-out': loggedOut,
  '/backchannel': backchannel,
  '/ended': async () => ({ say: ended }),
  '/restart': async () => {
    await discover()
    return { say: {} }
  },
}

await discover()
createServer(async (request, response) => {
  const url = new URL(request.url, HERE)
  let key = new RegExp(`${COOKIE}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1]
  const headers = {}
  const give = (content) => {
    key = randomUUID()
    sessions.set(key, content)
    headers['Set-Cookie'] = `${COOKIE}=${key}; HttpOnly; SameSite=Lax; Path=/`
  }
  let body = ''
  for await (const piece of request) body += piece
  const from = pages[url.pathname]
  if (!from) return response.writeHead(404).end()
  if (!sessions.has(key) && request.method === 'GET') give({})
  const renew = (content) => {
    sessions.delete(key)
    give(content)
  }
  try {
    const { to, say } = await from({ url, body, session: sessions.get(key) ?? {}, renew })
    if (to) return response.writeHead(302, { ...headers, Location: to }).end()
    response.writeHead(200, { ...headers, 'Content-Type': 'application/json' }).end(say ? JSON.stringify(say) : '')
  } catch (fault) {
    const said = { error: fault.error ?? fault.cause?.error ?? fault.code ?? 'fault', error_description: String(fault) }
    response.writeHead(400, { ...headers, 'Content-Type': 'application/json' }).end(JSON.stringify(said))
  }
}).listen(Number(PORT), '127.0.0.1')
