import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, openSession, signIn } from '../support/client.ts';
import { compareWithDescription, findSchemathesis } from '../support/schemathesis.ts';
import { type System, startSystem } from '../support/system.ts';

// The running API against its own description: a thousand calls, right and wrong, by a program that knows nothing else
// of it.

const longest = 300_000;
const notThere = 'schemathesis is neither here nor to be had: it needs python3 with venv and pip';
/** A delivery status notification is no JSON: it has tests of its own. */
const letters = '/mail-notifications$';

let system: System;
let program: string | undefined;
beforeAll(async () => {
  [system, program] = await Promise.all([startSystem(), findSchemathesis()]);
}, longest);
afterAll(() => system.stop());

test(
  'whatever nobody sends is answered as described',
  async ({ skip }) => {
    if (program === undefined) return skip(notThere);
    const { id } = await createClient(system).submit();
    const parameters = { comune: 'esempio', id };
    const { passed, report } = await compareWithDescription(program, { url: system.url, parameters, without: letters });
    expect(passed, report).toBe(true);
  },
  longest,
);

test(
  'whatever an operator sends is answered as described',
  async ({ skip }) => {
    if (program === undefined) return skip(notThere);
    const office = await signIn(system);
    const { id } = await office.submit();
    await office.importAll();
    await office.untilStatus(id, 'awaiting_operator');
    const { passed, report } = await compareWithDescription(program, {
      url: system.url,
      headers: { Cookie: await openSession(system), Origin: system.url },
      parameters: { comune: 'esempio', id },
      // Among a thousand calls one would sign out.
      without: `${letters}|^/api/auth/`,
    });
    expect(passed, report).toBe(true);
  },
  longest,
);
