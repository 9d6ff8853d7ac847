import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let ines: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  ines = visitorOf(web, await web.signInAs('Ines'));
});
afterAll(() => web.close());

const invitationOf = async (email: string) =>
  await web.db
    .selectFrom('invitation')
    .innerJoin('municipality', 'municipality.id', 'invitation.municipality_id')
    .select(['invitation.id', 'role', 'slug', 'invited_by'])
    .where('invitation.email', '=', email)
    .executeTakeFirst();

test('who administers the installation lands on its Comuni, and sees nothing of their requests', async () => {
  const landed = await ines.open('/entra');
  expect([landed.status, landed.location]).toEqual([302, '/entra/comuni']);
  const page = await ines.open('/entra/comuni');
  expect(page.text).toContain('Comuni del servizio');
  expect(page.html).toContain('href="/entra/comuni/esempio/invita"');
  expect((await ines.open('/esempio/console')).status).toBe(403);
});

test('invites another administrator of a Comune, and nobody to one that is not there', async () => {
  const path = '/entra/comuni/altrove/invita';
  const wrong = await ines.send(path, { name: '', email: 'x' });
  expect([wrong.status, errorAt(wrong, 'name')]).toEqual([422, expect.stringContaining('Campo obbligatorio')]);
  const sent = await ines.send(path, { name: 'Nino', email: 'nino@altrove.example' });
  expect([sent.status, sent.location]).toEqual([303, '/entra/comuni?esito=invited']);
  const invited = await invitationOf('nino@altrove.example');
  expect(invited).toMatchObject({ role: 'administrator', slug: 'altrove', invited_by: null });
  expect((await ines.open(sent.location)).text).toMatch(/1\s+1 \(1 invito in attesa\)/);
  const chosen = 'una frase lunga a piacere';
  const chiave = web.deps.invitationSecret(invited?.id ?? '');
  const accepted = await visitorOf(web).send('/entra/invito', { chiave, password: chosen, repeated: chosen });
  expect(accepted.location).toBe('/altrove/console');
  const nino = visitorOf(web, accepted.headers.getSetCookie()[0]?.split(';')[0]);
  expect((await nino.open('/altrove/console/persone')).text).toContain('Nino (Lei)');
  expect((await ines.open('/entra/comuni/nessuno/invita')).status).toBe(404);
});
