import { openPool } from '../../src/db/database.ts';
import { makeAppCode } from './app-code.ts';
import { type FormBrowser, openFormBrowser } from './form-browser.ts';
import { password, type TestWeb } from './web.ts';

/** The sign-in tables themselves, for what only time would do. */
export function openSignInTables(web: TestWeb) {
  const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth', max: 2 });
  return {
    query: async (sql: string, values: unknown[] = []) => (await pool.query<Record<string, unknown>>(sql, values)).rows,
    close: () => pool.end(),
  };
}
export type SignInTables = ReturnType<typeof openSignInTables>;

export const emailOf = (name: string) => `${name.toLowerCase()}@persone.example`;

/** A person of the test's own, who is no operator yet. */
export async function createPerson(web: TestWeb, name: string): Promise<string> {
  return (await web.deps.signIn.createUser({ email: emailOf(name), name, password })).userId;
}

/** Email and password; the answer's body, and its cookies in the browser. */
export async function enter(
  browser: FormBrowser,
  name: string,
  given = password,
): Promise<{ status: number; kind: unknown }> {
  const answer = await browser.post('/api/auth/sign-in/email', { email: emailOf(name), password: given });
  const body: unknown = await answer.json();
  return { status: answer.status, kind: typeof body === 'object' && body && 'kind' in body ? body.kind : undefined };
}

/** Who a browser is signed in as. */
export async function whoIs(browser: FormBrowser): Promise<unknown> {
  const body: unknown = await (await browser.get('/api/auth/get-session')).json();
  return typeof body === 'object' && body && 'userId' in body ? body.userId : undefined;
}

/** Turns on the second factor of somebody who has none. @returns the app's key, the recovery codes and the browser */
export async function turnOnSecondFactor(web: TestWeb, name: string) {
  const browser = openFormBrowser(web);
  await enter(browser, name);
  const { signIn } = web.deps;
  const person = await signIn.findSignedIn(browser.asHeaders());
  if (person === undefined) throw new Error(`${name} is not signed in`);
  const started = await signIn.secondFactor.start(person, password, browser.asHeaders());
  if (started.kind !== 'started') throw new Error(started.kind);
  const secret = new URL(started.uri).searchParams.get('secret') ?? '';
  // The code of the half minute before, so that those of now and next are not spent.
  const confirmed = await signIn.secondFactor.confirm(person, makeAppCode(secret, -1), browser.asHeaders());
  if (confirmed.kind !== 'on') throw new Error(confirmed.kind);
  for (const line of confirmed.cookies) {
    const [, cookie = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    browser.cookies.set(cookie, value);
  }
  return { secret, uri: started.uri, recoveryCodes: confirmed.recoveryCodes, browser };
}
