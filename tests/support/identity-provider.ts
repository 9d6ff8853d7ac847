import { createSign, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import getPort from 'get-port';
import { Provider } from 'oidc-provider';
import { providerReturnPath } from '../../src/sign-in.ts';
import { createProviderStore } from './identity-provider-store.ts';
import { publicUrl } from './web.ts';

/** Whoever sits at the browser, as the provider knows them, and how they sign in there. */
export type ProviderPerson = {
  sub: string;
  email?: string;
  emailVerified?: boolean;
  acr?: string;
  amr?: string[];
};

export type IdentityProvider = Awaited<ReturnType<typeof openIdentityProvider>>;
type Claims = Record<string, unknown>;

/**
 * A real OpenID provider on loopback. `person` signs in there without typing anything; `changeToken` makes it sign other
 * claims than it should, with its own key or another one, as a provider that is broken or not itself would.
 */
export async function openIdentityProvider() {
  const port = await getPort();
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk: JsonWebKey = { ...privateKey.export({ format: 'jwk' }), kid: 'uno', alg: 'RS256', use: 'sig' };
  const state: {
    person: ProviderPerson;
    turnsBack: boolean;
    authenticatedAt: Date | undefined;
    changeToken: ((claims: Claims) => { claims: Claims; key?: KeyObject }) | undefined;
  } = { person: { sub: 'nobody' }, turnsBack: false, authenticatedAt: undefined, changeToken: undefined };
  const asked: URLSearchParams[] = [];

  const client = {
    client_id: 'easycare',
    client_secret: 'un-segreto-del-fornitore: con segni % e +',
    redirect_uris: [`${publicUrl}${providerReturnPath}`],
    response_types: ['code' as const],
    grant_types: ['authorization_code'],
  };
  const provider = new Provider(issuer, {
    adapter: createProviderStore(),
    clients: [client],
    jwks: { keys: [{ ...jwk, kty: 'RSA' }] },
    cookies: { keys: ['only-for-tests'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'] },
    interactions: { url: (_c, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 600, Grant: 600 },
    findAccount: (_c, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: state.person.email, email_verified: state.person.emailVerified }),
    }),
    // Nobody is asked whether EasyCare may know their address: who runs both has decided.
    async loadExistingGrant(c) {
      const grant = new c.oidc.provider.Grant({
        clientId: client.client_id,
        ...(c.oidc.session?.accountId && { accountId: c.oidc.session.accountId }),
      });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (c, next) => {
    if (c.path === '/auth') asked.push(new URLSearchParams(c.querystring));
    await next();
    if (c.path !== '/token' || c.status !== 200 || state.changeToken === undefined) return;
    const [, payload = ''] = String(c.body.id_token).split('.');
    const { claims, key = privateKey } = state.changeToken(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    c.body = { ...c.body, id_token: sign(claims, key) };
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const { person, turnsBack, authenticatedAt } = state;
    const result = turnsBack
      ? { error: 'access_denied', error_description: 'ha annullato' }
      : {
          login: {
            accountId: person.sub,
            ...(person.acr && { acr: person.acr }),
            ...(person.amr && { amr: person.amr }),
            ...(authenticatedAt && { ts: Math.floor(authenticatedAt.getTime() / 1000) }),
          },
        };
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  });
  const listen = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen();

  return {
    issuer,
    /** What the installation's environment says of it. */
    environment: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: client.client_id,
      OIDC_CLIENT_SECRET: client.client_secret,
      OIDC_LABEL: 'SPID di prova',
      OIDC_STRONG_ACR: 'https://www.spid.gov.it/SpidL2 https://www.spid.gov.it/SpidL3',
    },
    /** What browsers have asked it for. */
    asked,
    /** Who sits there from now on, with a provider that is as it should be unless `over` says otherwise. */
    seat(person: ProviderPerson, over: Partial<Omit<typeof state, 'person'>> = {}): void {
      Object.assign(state, { turnsBack: false, authenticatedAt: undefined, changeToken: undefined, ...over, person });
    },
    /** After `close`, at the same address. */
    reopen: listen,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A browser at the provider: follows it until it sends back. @returns the path and query it sends back with */
export async function visitProvider(url: string, cookies = new Map<string, string>()): Promise<string> {
  let next = new URL(url);
  for (let hops = 0; hops < 10; hops++) {
    if (next.origin === publicUrl) return `${next.pathname}${next.search}`;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
    next = new URL(location, next);
  }
  throw new Error('the provider sends in circles');
}

function sign(claims: Claims, key: KeyObject): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encode({ alg: 'RS256', kid: 'uno', typ: 'JWT' })}.${encode(claims)}`;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key, 'base64url')}`;
}
