import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { generateRandomString } from 'better-auth/crypto';
import { z } from 'zod';

const body = z.object({ userId: z.string(), authenticatedAt: z.date(), strong: z.boolean() });

/**
 * A call of better-auth's for us alone, which no address leads to: a session, or the wait for a code, for somebody whom
 * the provider has named. Its own calls for providers bring sign-up and linking that are not ours, and never ask for a
 * code: the two-factor plugin looks at sign-ins with a password only. What is written here it then reads.
 * @param codeWaitSeconds as for a sign-in with a password
 */
export function createProviderSession({ codeWaitSeconds }: { codeWaitSeconds: number }) {
  return {
    id: 'provider-session',
    endpoints: {
      signInFromProvider: createAuthEndpoint('/sign-in/provider', { method: 'POST', body }, async (c) => {
        const { internalAdapter, secret, createAuthCookie } = c.context;
        const { userId, authenticatedAt, strong } = c.body;
        const user = await internalAdapter.findUserById(userId);
        if (user === null) throw new Error('the person is gone');
        if ('twoFactorEnabled' in user && user.twoFactorEnabled === true && !strong) {
          const identifier = `2fa-${generateRandomString(20)}`;
          const expiresAt = new Date(Date.now() + codeWaitSeconds * 1000);
          await internalAdapter.createVerificationValue({ identifier, value: userId, expiresAt });
          await internalAdapter.createVerificationValue({
            identifier: `2fa-attempts-${identifier}`,
            value: '0',
            expiresAt,
          });
          const cookie = createAuthCookie('two_factor', { maxAge: codeWaitSeconds });
          await c.setSignedCookie(cookie.name, identifier, secret, cookie.attributes);
          return c.json({ codeAwaited: true });
        }
        const session = await internalAdapter.createSession(userId, false, { authenticatedAt, strongProvider: strong });
        await setSessionCookie(c, { session, user });
        return c.json({ codeAwaited: false });
      }),
    },
  };
}
