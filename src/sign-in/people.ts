import type { Sessions } from '../db/sign-in-sessions.ts';
import { judgePassword, type PasswordOwner, passwordLength } from '../domain/password.ts';
import { type Auth, hashPassword } from './auth.ts';
import type { Devices } from './devices.ts';

/** Who can sign in at all, for whoever administers and for invitations. */
export type People = {
  /**
   * Creates a person, or finds the one of that address, whose password then stays as it is.
   * @throws RangeError where the password is too short, too long or easily guessed
   */
  createUser(user: { email: string; name: string; password: string }): Promise<{ userId: string; created: boolean }>;
  /** The account of an address that somebody can sign in to, in whatever way; undefined where there is none. */
  findAccountId(email: string): Promise<string | undefined>;
  /**
   * Sets a new password, ends every session made with the old one, and forgets the browsers of the person.
   * @throws RangeError as above
   */
  setPassword(userId: string, password: string): Promise<void>;
  /**
   * For who comes back to the provider as somebody new: forgets whom it has known them as, and ends every session.
   * @returns whether there was anything to forget
   */
  forgetProvider(userId: string): Promise<boolean>;
};

type Parts = { auth: Auth; sessions: Sessions; devices: Devices };

export function createPeople({ auth, sessions, devices }: Parts): People {
  async function storePassword(userId: string, password: string): Promise<void> {
    const { internalAdapter } = await auth.$context;
    const hashed = await hashPassword(password);
    if (await internalAdapter.findCredentialAccount(userId))
      return await internalAdapter.updatePassword(userId, hashed);
    await internalAdapter.linkAccount({ userId, accountId: userId, providerId: 'credential', password: hashed });
  }

  return {
    async createUser({ email, name, password }) {
      checkPassword(password, { email, name });
      const { internalAdapter } = await auth.$context;
      const found = await internalAdapter.findUserByEmail(email.toLowerCase());
      const user =
        found?.user ?? (await internalAdapter.createUser({ email, name, emailVerified: true }, { method: 'email' }));
      // Looked for on its own: a first attempt may have ended between the two rows. Who comes through a provider has an
      // account too, and is given no password by whoever holds an invitation to their address.
      if ((await internalAdapter.findAccounts(user.id)).length === 0) await storePassword(user.id, password);
      return { userId: user.id, created: found === null };
    },

    async findAccountId(email) {
      const { internalAdapter } = await auth.$context;
      const found = await internalAdapter.findUserByEmail(email.toLowerCase());
      // One without an account is the first half of creating it: nobody can sign in to it yet.
      if (!found || (await internalAdapter.findAccounts(found.user.id)).length === 0) return undefined;
      return found.user.id;
    },

    async setPassword(userId, password) {
      const { internalAdapter } = await auth.$context;
      const user = await internalAdapter.findUserById(userId);
      checkPassword(password, { email: user?.email ?? '', name: user?.name ?? '' });
      await storePassword(userId, password);
      await sessions.endAll(userId, undefined);
      await devices.forgetOthers(userId, undefined);
    },

    async forgetProvider(userId) {
      const { internalAdapter } = await auth.$context;
      const accounts = await internalAdapter.findAccounts(userId);
      const linked = accounts.filter(({ providerId }) => providerId !== 'credential');
      for (const { id } of linked) await internalAdapter.deleteAccount(id);
      await sessions.endAll(userId, undefined);
      return linked.length > 0;
    },
  };
}

function checkPassword(password: string, owner: PasswordOwner): void {
  switch (judgePassword(password, owner)) {
    case undefined:
      return;
    case 'too_short':
    case 'too_long':
      throw new RangeError(`A password has ${passwordLength.shortest} to ${passwordLength.longest} characters.`);
    case 'common':
    case 'repetitive':
      throw new RangeError('This password is easily guessed: common words, one piece over and over, keys in a row.');
    case 'about_you':
      throw new RangeError('This password is easily guessed: it is made of the name or the address of its owner.');
  }
}
