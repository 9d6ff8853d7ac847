import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
});
afterAll(() => web.close());

const people = '/esempio/console/persone';
const idOf = async (name: string) =>
  (await web.db.selectFrom('operator').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id;
const memberOf = async (name: string) =>
  await web.db.selectFrom('operator').selectAll().where('name', '=', name).executeTakeFirstOrThrow();

async function invite(email: string, over: Record<string, string> = {}) {
  const sent = await olga.send(`${people}/invita`, { name: 'Nadia Nuova', email, role: 'clerk', ...over });
  const row = await web.db
    .selectFrom('invitation')
    .selectAll()
    .where('email', '=', email)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  return { sent, row };
}

describe('the people of a Comune', () => {
  test('stand there with their role, and nobody of another Comune', async () => {
    const page = await olga.open(people);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Olga (Lei)');
    expect(page.text).toMatch(/Carlo\s+carlo@comune\.example\s+addetto allo sportello\s+Attiva/);
    expect(page.text).not.toContain('Ugo');
    expect(page.text).toContain('Nessun invito in attesa.');
  });

  test('get another role, are taken out after a page that asks, and are let in again', async () => {
    const path = `${people}/${await idOf('Carlo')}`;
    const changed = await olga.send(`${path}/ruolo`, { role: 'operator' });
    expect([changed.status, changed.location]).toEqual([303, `${people}?esito=changed`]);
    expect((await olga.open(changed.location)).text).toContain('Il ruolo è stato salvato');
    expect(fieldIn(await olga.open(path), 'role')).toBe('operator');

    expect((await olga.open(`${path}/disattiva`)).text).toContain('Disattivare Carlo?');
    expect((await memberOf('Carlo')).disabled_at).toBeNull();
    expect((await olga.send(`${path}/disattiva`, {})).location).toBe(`${people}?esito=disabled`);
    const carlo = visitorOf(web, await web.signInAs('Carlo'));
    expect((await carlo.open('/esempio/console')).status).toBe(403);
    expect((await carlo.open('/entra')).text).toContain('non lavora per nessun Comune');
    expect((await olga.open(people)).text).toContain('Disattivata');

    expect((await olga.send(`${path}/riattiva`, {})).location).toBe(`${people}?esito=enabled`);
    expect((await carlo.open('/esempio/console')).status).toBe(200);
  });

  test('of another Comune, or of none, are not found', async () => {
    const ugo = await idOf('Ugo');
    for (const id of [ugo, '01890000-0000-7000-8000-000000000000', 'x']) {
      expect((await olga.open(`${people}/${id}`)).status).toBe(404);
      expect((await olga.send(`${people}/${id}/disattiva`, {})).status).toBe(404);
    }
    expect((await memberOf('Ugo')).disabled_at).toBeNull();
  });

  test('never lose the last administrator, and who steps back themselves lands where they may', async () => {
    const [own, amelia] = [`${people}/${await idOf('Olga')}`, visitorOf(web, await web.signInAs('Amelia'))];
    const stepped = await amelia.send(`${people}/${await idOf('Amelia')}/ruolo`, { role: 'operator' });
    expect([stepped.status, stepped.location]).toEqual([303, '/entra']);
    expect((await amelia.open('/entra')).location).toBe('/esempio/console');
    expect((await amelia.open(people)).status).toBe(403);

    for (const refused of [
      await olga.send(`${own}/disattiva`, {}),
      await olga.send(`${own}/ruolo`, { role: 'clerk' }),
    ]) {
      expect(refused.status).toBe(409);
      expect(refused.text).toContain('È l’unico amministratore'.replace('’', "'"));
    }
    expect(await memberOf('Olga')).toMatchObject({ role: 'administrator', disabled_at: null });
    expect((await olga.send(`${own}/ruolo`, { role: 'king' })).status).toBe(400);
  });
});

describe('inviting', () => {
  test('queues one email, shows who waits, and says so', async () => {
    const { sent, row } = await invite('nadia@comune.example');
    expect([sent.status, sent.location]).toEqual([303, `${people}?esito=invited`]);
    const emails = await web.db
      .selectFrom('email')
      .select(['kind', 'state'])
      .where('invitation_id', '=', row?.id ?? '')
      .execute();
    expect(emails).toEqual([{ kind: 'invitation_to_member', state: 'queued' }]);
    const list = await olga.open(sent.location);
    expect(list.text).toContain("L'invito è partito per email");
    expect(list.text).toMatch(/Nadia Nuova\s+nadia@comune\.example/);
  });

  test('with fields that are wrong keeps what was typed, and invites nobody', async () => {
    const { sent, row } = await invite('nadia@', { name: ' ', role: '' });
    expect(sent.status).toBe(422);
    expect(sent.title).toMatch(/^Errore: /);
    expect([errorAt(sent, 'name'), errorAt(sent, 'email'), errorAt(sent, 'role')]).not.toContain(undefined);
    expect(fieldIn(sent, 'email')).toBe('nadia@');
    expect(row).toBeUndefined();
  });

  test('somebody who is there already is refused', async () => {
    const { sent } = await invite(addressOf('Piero'));
    expect([sent.status, errorAt(sent, 'email')]).toEqual([
      422,
      expect.stringContaining('già di una persona del Comune'),
    ]);
  });

  test('again makes the first link useless; withdrawn, none opens anything', async () => {
    const stranger = visitorOf(web);
    const { row: first } = await invite('dora@comune.example');
    const page = `${people}/inviti/${first?.id}`;
    expect((await olga.open(page)).text).toContain('Invito di Nadia Nuova');
    expect((await olga.send(`${page}/rimanda`, {})).location).toBe(`${people}?esito=invited`);
    const linkOf = (id: string) => `/entra/invito?chiave=${web.deps.invitationSecret(id)}`;
    expect((await stranger.open(linkOf(first?.id ?? ''))).status).toBe(410);
    const second = await web.db
      .selectFrom('invitation')
      .select('id')
      .where('email', '=', 'dora@comune.example')
      .where('withdrawn_at', 'is', null)
      .executeTakeFirstOrThrow();
    expect((await stranger.open(linkOf(second.id))).status).toBe(200);
    expect((await olga.send(`${people}/inviti/${second.id}/ritira`, {})).location).toBe(`${people}?esito=withdrawn`);
    expect((await stranger.open(linkOf(second.id))).status).toBe(410);
    expect((await olga.open(`${people}/inviti/${second.id}`)).status).toBe(404);
  });
});
