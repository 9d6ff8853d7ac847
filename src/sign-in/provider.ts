import * as oidc from 'openid-client';
import { z } from 'zod';
import type { ProviderConfig } from '../config.ts';
import { emailAddress } from '../domain/email-address.ts';
import { idleSeconds } from './live-session.ts';
import { asFailure, type ProviderFailure } from './provider-failure.ts';
import type { Trip } from './provider-trip.ts';

/** Who somebody is, as the provider says. */
export type Identity = {
  issuer: string;
  subject: string;
  /** In small letters; undefined where the provider does not vouch for it. */
  verifiedEmail: string | undefined;
  /** When they last showed it who they are. */
  authenticatedAt: Date;
  /** Whether by two factors. */
  strong: boolean;
};

export type Provider = {
  /** @param again whether they show who they are once more, however lately they did. @returns where to send them */
  locate(trip: Trip, again: boolean): Promise<{ kind: 'located'; url: string } | ProviderFailure>;
  /** @param query with which the provider has sent them back */
  identify(trip: Trip, query: URLSearchParams): Promise<{ kind: 'identified'; identity: Identity } | ProviderFailure>;
};

/** The provider answers within a second, or somebody waits before a white page. */
const timeoutSeconds = 5;
/** What it says of itself changes with its releases; its keys are asked for again by themselves when a new one signs. */
const discoveredForMs = 60 * 60 * 1000;
/** Who showed the provider who they are within this time need not again: as long as our own sessions may lie unused. */
const maxAge = idleSeconds;
/** «Multiple-factor authentication», RFC 8176. */
const severalFactors = 'mfa';

const idClaims = z.object({
  iss: z.string(),
  // ASCII, at most 255 (OpenID Connect Core 1.0, 2).
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  auth_time: z.number(),
  acr: z.string().optional(),
  amr: z.string().array().optional(),
});
const emailClaims = z.object({ email: emailAddress, email_verified: z.literal(true) });

/**
 * An OpenID provider, asked as OpenID Connect Core 1.0 has it: authorization code with PKCE, state, nonce, and an ID
 * token whose issuer, audience, times and signature are checked.
 */
export function createProvider(options: ProviderConfig, redirectUri: string): Provider {
  let discovered: { at: number; answer: Promise<oidc.Configuration> } | undefined;

  /** At the first sign-in and not at the start, so that a provider that is away stops nobody else. */
  function discover(): Promise<oidc.Configuration> {
    if (discovered === undefined || Date.now() - discovered.at > discoveredForMs) {
      const answer = askProvider(options);
      const asked = { at: Date.now(), answer };
      discovered = asked;
      answer.catch(() => {
        if (discovered === asked) discovered = undefined;
      });
    }
    return discovered.answer;
  }

  return {
    async locate(trip, again) {
      try {
        const url = oidc.buildAuthorizationUrl(await discover(), {
          redirect_uri: redirectUri,
          scope: 'openid email',
          state: trip.state,
          nonce: trip.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(trip.codeVerifier),
          code_challenge_method: 'S256',
          max_age: String(maxAge),
          ...(options.strongAcr.length > 0 && { acr_values: options.strongAcr.join(' ') }),
          ...(again && { prompt: 'login' }),
        });
        return { kind: 'located', url: url.href };
      } catch (error) {
        // What it said of itself may have been read and yet be of no use.
        discovered = undefined;
        return asFailure(error);
      }
    },

    async identify(trip, query) {
      try {
        const configuration = await discover();
        const answer = await oidc.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
          expectedState: trip.state,
          expectedNonce: trip.nonce,
          pkceCodeVerifier: trip.codeVerifier,
          maxAge,
        });
        const found = idClaims.safeParse(answer.claims());
        if (!found.success) return { kind: 'failed', reason: 'claims', error: found.error };
        const { iss, sub, auth_time, acr, amr = [] } = found.data;
        // Some keep it out of the ID token where userinfo has it (OpenID Connect Core 1.0, 5.4).
        const inToken = emailClaims.safeParse(answer.claims());
        const email = inToken.success
          ? inToken
          : emailClaims.safeParse(await oidc.fetchUserInfo(configuration, answer.access_token, sub));
        const identity = {
          issuer: iss,
          subject: sub,
          verifiedEmail: email.data?.email.toLowerCase(),
          authenticatedAt: new Date(auth_time * 1000),
          strong: amr.includes(severalFactors) || (acr !== undefined && options.strongAcr.includes(acr)),
        };
        return { kind: 'identified', identity };
      } catch (error) {
        return asFailure(error);
      }
    },
  };
}

async function askProvider({ issuer, clientId, clientSecret }: ProviderConfig): Promise<oidc.Configuration> {
  const basic = oidc.ClientSecretBasic(clientSecret);
  const post = oidc.ClientSecretPost(clientSecret);
  /** `client_secret_basic` is what a provider takes that names none (OpenID Connect Discovery 1.0, 3). */
  const authenticate: oidc.ClientAuth = (server, ...rest) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (taken.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
  // The token comes straight from the provider over TLS, but on loopback: there and everywhere its signature is checked.
  const execute = [oidc.enableNonRepudiationChecks];
  if (issuer.startsWith('http:')) execute.push(oidc.allowInsecureRequests);
  return await oidc.discovery(new URL(issuer), clientId, {}, authenticate, { execute, timeout: timeoutSeconds });
}
