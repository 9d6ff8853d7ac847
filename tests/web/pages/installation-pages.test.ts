import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundMunicipality } from '../../../src/db/found-municipality.ts';
import { newMunicipality } from '../../../src/domain/new-municipality.ts';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, filledIn, type Visitor, visitorOf } from './visit.ts';

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

describe('creating a Comune', () => {
  const path = '/entra/comuni/nuovo';
  const borgo = {
    name: 'Comune di Borgo Nuovo',
    slug: 'borgo-nuovo',
    officeTelephone: '055 000200',
    officeChannel: 'yes',
    leadName: 'Franca Bianchi',
    leadTelephone: '055 000201',
    leadEmail: 'capo@borgo.example',
    needs: 'Spesa a domicilio\r\n\r\n Compagnia \r\n',
    zones: 'Centro\nFrazioni',
    skills: '',
    languages: 'Italiano',
  };

  test('begins with the lists that most have, and says what is wrong at its field', async () => {
    const form = await ines.open(path);
    expect((await ines.open('/entra/comuni')).html).toContain(`href="${path}"`);
    expect(fieldIn(form, 'needs')).toMatch(/^Spesa a domicilio\nFarmaci/);
    expect(fieldIn(form, 'zones')).toBe('Tutto il territorio');
    const empty = Object.fromEntries(Object.keys(borgo).map((name) => [name, '']));
    const refused = await ines.send(path, empty);
    expect(refused.status).toBe(422);
    for (const name of ['name', 'slug', 'officeTelephone', 'leadName', 'leadEmail', 'needs', 'zones']) {
      expect([name, errorAt(refused, name)]).toEqual([name, expect.stringMatching(/obbligatorio|non valido/)]);
    }
    expect(errorAt(refused, 'skills')).toBeUndefined();
  });

  test.each([
    ['slug', { slug: 'Borgo Nuovo' }, 'lettere minuscole'],
    ['slug', { slug: 'entra' }, 'serve al servizio'],
    ['slug', { slug: 'esempio' }, 'già un Comune'],
    ['needs', { needs: 'Spesa\nspesa' }, 'due volte'],
    ['zones', { zones: Array.from({ length: 1_001 }, (_, at) => `Zona ${at}`).join('\n') }, 'troppe'],
    ['zones', { zones: 'x'.repeat(101) }, 'troppo lungo'],
    ['leadEmail', { leadEmail: 'a@b.it, c@d.it' }, 'non valido'],
    ['name', { name: ['Comune', 'Altro'] }, 'Valore non valido'],
    ['name', { name: 'Comune\0' }, 'caratteri'],
  ])('a wrong %s creates none: %o', async (name, over, says) => {
    const before = await web.db.selectFrom('municipality').select('slug').execute();
    const refused = await ines.send(path, { ...borgo, ...over });
    expect([refused.status, errorAt(refused, name)]).toEqual([422, expect.stringContaining(says)]);
    expect(fieldIn(refused, 'leadTelephone')).toBe('055 000201');
    expect(await web.db.selectFrom('municipality').select('slug').execute()).toEqual(before);
  });

  test('makes one that takes requests, and leads to inviting who administers it', async () => {
    const created = await ines.send(path, borgo);
    expect([created.status, created.location]).toEqual([303, '/entra/comuni/borgo-nuovo/invita?esito=created']);
    expect((await ines.open(created.location)).text).toContain('Comune di Borgo Nuovo è creato.');
    const description = await web.app.request('/api/v1/borgo-nuovo');
    expect(await description.json()).toMatchObject({
      name: 'Comune di Borgo Nuovo',
      needs: [
        { code: 'spesa-a-domicilio', label: 'Spesa a domicilio' },
        { code: 'compagnia', label: 'Compagnia' },
      ],
      zones: [
        { code: 'centro', label: 'Centro' },
        { code: 'frazioni', label: 'Frazioni' },
      ],
    });
    const lead = await web.db
      .selectFrom('operations_lead')
      .innerJoin('municipality', 'municipality.id', 'operations_lead.municipality_id')
      .select(['operations_lead.name', 'telephone', 'email', 'office_channel'])
      .where('slug', '=', 'borgo-nuovo')
      .executeTakeFirst();
    expect(lead).toEqual({
      name: 'Franca Bianchi',
      telephone: '+39055000201',
      email: 'capo@borgo.example',
      office_channel: true,
    });
    const asked = filledIn(randomUUID(), { need: 'compagnia', zone: 'frazioni' });
    expect((await visitorOf(web).send('/borgo-nuovo/richiesta', asked)).status).toBe(303);
    expect((await ines.open('/entra/comuni')).text).toMatch(/Comune di Borgo Nuovo\s+0\s+Nessun amministratore/);
    expect((await ines.open('/borgo-nuovo/console')).status).toBe(403);
    expect((await ines.send(path, borgo)).status).toBe(422);
  });

  test('is refused by PostgreSQL to whoever does not administer the installation, whatever web believes', async () => {
    const { user_id } = await web.db
      .selectFrom('operator')
      .select('user_id')
      .where('name', '=', 'Olga')
      .executeTakeFirstOrThrow();
    const described = newMunicipality.parse({ ...borgo, slug: 'abusivo', officeChannel: true });
    await expect(foundMunicipality(web.deps.db, user_id, described)).rejects.toThrow('only who administers');
    expect((await web.app.request('/abusivo')).status).toBe(404);
  });
});
