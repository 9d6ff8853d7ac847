import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { addressOf, openTestWeb, password, type TestWeb } from '../support/web.ts';

// What a try costs is counted, not timed: the hashing is real, and says how often it was asked.
const counted = vi.hoisted(() => ({ hash: 0, verify: 0 }));
vi.mock('@node-rs/argon2', async (importActual) => {
  const actual = await importActual<typeof import('@node-rs/argon2')>();
  return {
    ...actual,
    hash: (...given: Parameters<typeof actual.hash>) => {
      counted.hash += 1;
      return actual.hash(...given);
    },
    verify: (...given: Parameters<typeof actual.verify>) => {
      counted.verify += 1;
      return actual.verify(...given);
    },
  };
});

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());
beforeEach(() => Object.assign(counted, { hash: 0, verify: 0 }));

const signIn = (email: string, given: string) =>
  web.deps.signIn.signIn({ email, password: given }, new Headers({ 'x-easycare-client-address': '192.0.2.9' }));

test('a try for an address that nobody has costs one Argon2, as one with a wrong password does', async () => {
  expect((await signIn('nessuno@comune.example', 'sbagliata')).status).toBe(401);
  expect(counted).toEqual({ hash: 1, verify: 0 });
  Object.assign(counted, { hash: 0, verify: 0 });
  expect((await signIn(addressOf('Olga'), 'sbagliata')).status).toBe(401);
  expect(counted).toEqual({ hash: 0, verify: 1 });
});

test('a try that has to wait costs none, whoever it is for', async () => {
  for (const email of ['nessuno@comune.example', addressOf('Piero')]) {
    for (let i = 0; i < 31; i++) await signIn(email, 'sbagliata');
    Object.assign(counted, { hash: 0, verify: 0 });
    expect((await signIn(email, password)).status).toBe(429);
    expect(counted).toEqual({ hash: 0, verify: 0 });
  }
});
