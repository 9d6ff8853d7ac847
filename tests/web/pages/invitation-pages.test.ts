import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../src/domain/role.ts';
import { inviteSomebody } from '../../support/invitation-fixture.ts';
import { addressOf, openTestWeb, password, publicUrl, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visited, visitorOf } from './visit.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

const invite = (email?: string, role?: Role) => inviteSomebody(web, email, role);

const chosen = { password: 'una frase lunga a piacere', repeated: 'una frase lunga a piacere' };
const cookieOf = ({ headers }: Visited) =>
  headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
const isMember = async (email: string) =>
  (await web.db.selectFrom('operator').select('id').where('email', '=', email).execute()).length === 1;
const stranger = () => visitorOf(web);

describe('an invitation', () => {
  test('is shown as often as it is opened, by people and by programs, and changes nothing', async () => {
    const { email, link } = await invite();
    for (let i = 0; i < 2; i += 1) {
      const head = await web.app.request(link, { method: 'HEAD', headers: { origin: publicUrl } });
      expect(head.status).toBe(200);
      const page = await stranger().open(link);
      expect(page.status).toBe(200);
      expect(page.text).toContain('addetto allo sportello');
      expect(page.text).toContain(email);
      expect(page.headers.get('referrer-policy')).toBe('strict-origin');
    }
    expect(await isMember(email)).toBe(false);
  });

  test('is accepted with a password, once, and lets in where the role begins', async () => {
    const { email, chiave, link } = await invite();
    const accepted = await stranger().send('/entra/invito', { chiave, ...chosen });
    expect([accepted.status, accepted.location]).toEqual([303, '/esempio/console/inserite']);
    expect((await visitorOf(web, cookieOf(accepted)).open(accepted.location)).status).toBe(200);
    const again = await stranger().send('/entra', { email, password: chosen.password });
    expect([again.status, again.location]).toEqual([303, '/entra']);

    for (const used of [await stranger().open(link), await stranger().send('/entra/invito', { chiave, ...chosen })]) {
      expect([used.status, used.title]).toEqual([410, expect.stringContaining('già stato accettato')]);
    }
  });

  test('asks for a password that is long enough, twice the same, and keeps nothing of it', async () => {
    const { email, chiave } = await invite();
    const short = await stranger().send('/entra/invito', { chiave, password: 'corta', repeated: 'altra' });
    expect(short.status).toBe(422);
    expect(errorAt(short, 'password')).toContain('almeno 12');
    expect(errorAt(short, 'repeated')).toContain('non sono uguali');
    expect(fieldIn(short, 'password')).toBe('');
    const other = await stranger().send('/entra/invito', { chiave, ...chosen, repeated: 'un’altra frase ancora' });
    expect([other.status, errorAt(other, 'repeated')]).toEqual([422, expect.stringContaining('non sono uguali')]);
    const twisted = { chiave, ...chosen, password: [chosen.password, 'un’altra frase ancora'] };
    expect((await stranger().send('/entra/invito', twisted)).status).toBe(422);
    expect(await isMember(email)).toBe(false);
  });

  test('pressed twice at once makes one person, and the other is told that it is done', async () => {
    const { email, chiave } = await invite();
    const both = await Promise.all([1, 2].map(() => stranger().send('/entra/invito', { chiave, ...chosen })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([303, 410]);
    expect(await isMember(email)).toBe(true);
  });

  test.each(['', 'x', 'A'.repeat(43), '../../etc/passwd'])('forged as «%s» opens nothing', async (chiave) => {
    for (const page of [
      await stranger().open(`/entra/invito?chiave=${encodeURIComponent(chiave)}`),
      await stranger().send('/entra/invito', { chiave, ...chosen }),
    ]) {
      expect([page.status, page.title]).toEqual([404, expect.stringContaining('Invito non trovato')]);
    }
  });

  test('that is over opens nothing, and creates no account', async () => {
    const { id, email, chiave, link } = await invite();
    const past = { created_at: new Date('2020-01-01'), expires_at: new Date('2020-01-02') };
    await web.db.updateTable('invitation').set(past).where('id', '=', id).execute();
    for (const page of [await stranger().open(link), await stranger().send('/entra/invito', { chiave, ...chosen })]) {
      expect([page.status, page.title]).toEqual([410, expect.stringContaining('non è più valido')]);
    }
    expect((await stranger().send('/entra', { email, password: chosen.password })).status).toBe(401);
  });

  test('sent from another site is refused', async () => {
    const { email, chiave } = await invite();
    const body = new URLSearchParams({ chiave, ...chosen });
    const answer = await web.app.request('/entra/invito', {
      method: 'POST',
      headers: { origin: 'https://evil.example', cookie: await web.signInAs('Ugo') },
      body,
    });
    expect(answer.status).toBe(403);
    expect(await isMember(email)).toBe(false);
  });
});

describe('an invitation to an address that has an account', () => {
  test('asks to sign in with the password it has, and never takes a new one', async () => {
    const { chiave, link } = await invite(addressOf('Ugo'), 'operator');
    const page = await stranger().open(link);
    expect(page.text).toContain('ha già un accesso');
    expect(page.html).not.toContain('name="password"');
    const refused = await stranger().send('/entra/invito', { chiave, ...chosen });
    expect(refused.status).toBe(409);
    expect((await stranger().send('/entra', { email: addressOf('Ugo'), password: chosen.password })).status).toBe(401);

    const toSignIn = /href="(\/entra\?ritorno=[^"]+)"/.exec(page.html)?.[1] ?? '';
    const form = await stranger().open(toSignIn);
    const ritorno = fieldIn(form, 'ritorno') ?? '';
    const signedIn = await stranger().send('/entra', { email: addressOf('Ugo'), password, ritorno });
    expect(signedIn.location).toBe(link);
    const ugo = visitorOf(web, cookieOf(signedIn));
    expect((await ugo.open(link)).text).toContain("Accetta l'invito");
    const accepted = await ugo.send('/entra/invito', { chiave });
    expect([accepted.status, accepted.location]).toEqual([303, '/esempio/console']);
    expect((await ugo.open('/esempio/console')).status).toBe(200);
    expect((await ugo.open('/altrove/console')).status).toBe(200);
    expect((await ugo.open('/entra')).text).toContain('Lavora per più Comuni');
  });

  test('is not accepted by somebody else who is signed in', async () => {
    const { user_id: ines } = await web.db
      .selectFrom('auth.installation_administrator')
      .select('user_id')
      .executeTakeFirstOrThrow();
    const { chiave, link } = await invite(addressOf('Ines'));
    const olga = visitorOf(web, await web.signInAs('Olga'));
    expect((await olga.open(link)).text).toContain('ora è entrato un altro utente');
    expect((await olga.send('/entra/invito', { chiave })).status).toBe(409);
    expect(await web.db.selectFrom('operator').select('id').where('user_id', '=', ines).execute()).toEqual([]);
  });
});
