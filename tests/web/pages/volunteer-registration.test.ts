import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openTestWeb, publicUrl, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let anybody: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  anybody = visitorOf(web);
});
beforeEach(async () => {
  await sql`delete from volunteer where email like '%@prova.example'`.execute(web.db);
});
afterAll(() => web.close());

const path = '/esempio/volontari';

function filledIn(over: Record<string, string | string[]> = {}): Record<string, string | string[]> {
  return {
    givenName: 'Vanda',
    familyName: 'Volpi',
    email: 'vanda@prova.example',
    telephone: '333 765 4321',
    birthDate: '1980-02-29',
    zones: ['centro'],
    availability: ['monday-morning', 'saturday-evening'],
    vehicle: 'yes',
    maxOpenOffers: '2',
    privacyNoticeRead: 'yes',
    ...over,
  };
}

const register = (over: Record<string, string | string[]> = {}) => anybody.send(path, filledIn(over));

const find = (email = 'vanda@prova.example') =>
  web.db.selectFrom('volunteer').selectAll().where('email', '=', email).executeTakeFirst();

async function lettersTo(volunteerId: string) {
  return await web.db
    .selectFrom('email')
    .leftJoin('volunteer_link', 'volunteer_link.id', 'email.volunteer_link_id')
    .select(['email.kind', 'volunteer_link.secret'])
    .where('email.recipient_id', '=', volunteerId)
    .orderBy('email.id')
    .execute();
}

/** Registers, and finds the secret in the email that went out. */
async function registered(over: Record<string, string> = {}) {
  await register(over);
  const volunteer = await find(over['email']);
  if (volunteer === undefined) throw new Error('nobody was registered');
  const letters = await lettersTo(volunteer.id);
  return { id: volunteer.id, secret: letters.at(-1)?.secret ?? '' };
}

const confirmPath = (secret: string) => `${path}/conferma?chiave=${secret}`;
const confirm = (secret: string, comune = 'esempio') =>
  anybody.send(`/${comune}/volontari/conferma`, { chiave: secret });

/** So much time goes by for all that was written so far. */
const pass = (time: string) =>
  sql`with moved as (
    update volunteer_link set created_at = created_at - ${time}::interval, expires_at = expires_at - ${time}::interval)
    update volunteer set created_at = created_at - ${time}::interval where email like '%@prova.example'`.execute(
    web.db,
  );

describe('the form', () => {
  test('is led to from the Comune’s page, and says what is obligatory', async () => {
    expect((await anybody.open('/esempio')).html).toContain('href="/esempio/volontari"');
    const page = await anybody.open(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Diventi volontario');
    for (const purpose of ['given-name', 'family-name', 'tel', 'email', 'bday']) {
      expect(page.html).toContain(`autocomplete="${purpose}"`);
    }
  });

  test('filled in makes a volunteer who waits to be confirmed, with all that was chosen, and one email', async () => {
    const sent = await register({ skills: [], needs: ['spesa'] });
    expect([sent.status, sent.location]).toEqual([303, `${path}/inviata`]);
    const answer = await anybody.open(sent.location);
    expect(answer.text).toContain('Controlli la posta');
    expect(answer.text).not.toContain('vanda@');

    const volunteer = await find();
    expect(volunteer).toMatchObject({
      given_name: 'Vanda',
      telephone: '+393337654321',
      approval: 'pending',
      confirmed_at: null,
      birth_date: '1980-02-29',
      vehicle: true,
      availability: 1 + 2 ** 17,
      max_open_offers: 2,
    });
    expect(volunteer?.privacy_notice_read_at).not.toBeNull();
    const zones = web.db
      .selectFrom('volunteer_zone')
      .select('zone_code')
      .where('volunteer_id', '=', volunteer?.id ?? '');
    expect(await zones.execute()).toEqual([{ zone_code: 'centro' }]);
    expect(await lettersTo(volunteer?.id ?? '')).toMatchObject([{ kind: 'confirm_to_volunteer' }]);
  });

  test('sent twice, or ten times at once, is one volunteer and one email', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => register()));
    expect(new Set(answers.map(({ status, location }) => `${status} ${location}`)).size).toBe(1);
    expect(await lettersTo((await find())?.id ?? '')).toHaveLength(1);
  });

  test('is limited by the address it comes from, with nothing that was typed lost', async () => {
    vi.mocked(web.deps.entryLimit).mockResolvedValueOnce({ allowed: false, retryAfterSeconds: 600 });
    const page = await register();
    expect(page.status).toBe(429);
    expect(page.headers.get('retry-after')).toBe('600');
    expect(fieldIn(page, 'familyName')).toBe('Volpi');
    expect(await find()).toBeUndefined();
  });
});

describe('a field that is wrong', () => {
  test.each<[string, Record<string, string | string[]>, string, RegExp]>([
    ['name missing', { givenName: ' ' }, 'givenName', /obbligatorio/],
    ['surname with a line end', { familyName: 'Volpi\r\nBcc: a@b.it' }, 'familyName', /caratteri/],
    ['two addresses in the email', { email: 'a@b.it, c@d.it' }, 'email', /uno solo/],
    ['letters in the telephone', { telephone: '333 CASA' }, 'telephone', /telefono/],
    ['born on 31 February', { birthDate: '1980-02-31' }, 'birthDate', /Data di nascita non valida/],
    ['born under Garibaldi', { birthDate: '1860-05-05' }, 'birthDate', /Data di nascita non valida/],
    ['not of age', { birthDate: `${new Date().getFullYear() - 17}-01-01` }, 'birthDate', /18 anni/],
    ['born tomorrow', { birthDate: '2090-01-01' }, 'birthDate', /futuro/],
    ['no zone', { zones: [] }, 'zones', /Scelga/],
    ['a zone of another Comune', { zones: ['centro', 'luna'] }, 'zones', /Scelga/],
    ['a skill of nobody', { skills: ['__proto__'] }, 'skills', /Scelga/],
    ['a part of no day', { availability: ['monday-night'] }, 'availability', /./],
    ['none at once', { maxOpenOffers: '0' }, 'maxOpenOffers', /da 1 a 100/],
    ['a milliard at once', { maxOpenOffers: '1000000000' }, 'maxOpenOffers', /da 1 a 100/],
    ['two and a half at once', { maxOpenOffers: '2,5' }, 'maxOpenOffers', /intero/],
    ['privacy notice not read', { privacyNoticeRead: 'no' }, 'privacyNoticeRead', /informativa/],
    ['a name sent twice', { givenName: ['Vanda', 'Wanda'] }, 'givenName', /non valido/],
  ])('%s: told at the field and on top, nothing lost', async (_, wrong, field, message) => {
    const page = await register(wrong);
    expect(page.status).toBe(422);
    expect(page.title).toMatch(/^Errore: /);
    expect(errorAt(page, field)).toMatch(message);
    expect(page.html).toContain(`<a href="#campo-${field}">`);
    expect(page.html).toMatch(new RegExp(`id="campo-${field}"`));
    if (!('telephone' in wrong)) expect(fieldIn(page, 'telephone')).toBe('333 765 4321');
    if (!('availability' in wrong)) expect(page.html).toMatch(/value="saturday-evening"[^>]* checked/);
    expect(await sql`select from volunteer where email like '%@prova.example'`.execute(web.db)).toMatchObject({
      rows: [],
    });
  });
});

describe('an address that the Comune knows', () => {
  const body = async (over: Record<string, string | string[]>) => {
    const sent = await register(over);
    return `${sent.status} ${sent.location} ${(await anybody.open(sent.location)).html}`;
  };

  test('gets the same answer as a new one, a link to its page, and keeps what it has', async () => {
    const { id, secret } = await registered();
    await confirm(secret);
    await pass('1 hour');
    const before = await find();
    const known = await body({ email: 'VANDA@prova.example', givenName: 'Altra', telephone: '06 1234567' });
    const fresh = await body({ email: 'nuovo@prova.example' });
    expect(known).toBe(fresh);
    expect(await find()).toEqual(before);
    expect((await lettersTo(id)).map(({ kind }) => kind)).toEqual(['confirm_to_volunteer', 'link_to_volunteer']);
  });

  test('that is not confirmed yet gets another email later on, and what was sent last counts', async () => {
    const first = await registered();
    await register({ telephone: '06 1234567', zones: ['collina'] });
    await pass('1 hour');
    const second = await registered({ telephone: '06 7654321' });
    expect(second.id).toBe(first.id);
    expect((await lettersTo(first.id)).map(({ kind }) => kind)).toEqual([
      'confirm_to_volunteer',
      'confirm_to_volunteer',
    ]);
    expect(await find()).toMatchObject({ telephone: '+39067654321' });
    // Both went to the address, so either confirms it, and both together confirm it once.
    expect((await confirm(first.secret)).status).toBe(303);
    expect((await confirm(second.secret)).status).toBe(303);
    const events = web.db
      .selectFrom('volunteer_event')
      .select('event')
      .where('volunteer_id', '=', first.id)
      .orderBy('id');
    expect(await events.execute()).toEqual([{ event: 'registered' }, { event: 'confirmed' }]);
  });

  test('that bounced, or that the Comune wrote itself, is neither written to nor changed', async () => {
    const { id } = await registered();
    await pass('1 hour');
    await sql`update volunteer set email_invalid_at = now(), privacy_notice_read_at = null where id = ${id}`.execute(
      web.db,
    );
    const before = await find();
    expect((await register({ givenName: 'Altra' })).status).toBe(303);
    expect(await find()).toEqual(before);
    expect(await lettersTo(id)).toHaveLength(1);
  });

  test('that an operator refused before it was confirmed keeps what was refused', async () => {
    const { id } = await registered();
    await sql`update volunteer set approval = 'refused' where id = ${id}`.execute(web.db);
    const before = await find();
    await register({ givenName: 'Altra' });
    expect(await find()).toEqual(before);
  });

  test('in one Comune is a new one in another', async () => {
    await registered();
    await anybody.send('/altrove/volontari', filledIn());
    const both = web.db.selectFrom('volunteer').select('municipality_id').where('email', '=', 'vanda@prova.example');
    expect(await both.execute()).toHaveLength(2);
  });
});

describe('the link to confirm', () => {
  test('shows a button, changes nothing when it is only looked at, and confirms when that is pressed', async () => {
    const { id, secret } = await registered();
    const isConfirmed = async () => (await find())?.confirmed_at !== null;
    const page = await anybody.open(confirmPath(secret));
    expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'strict-origin']);
    expect(page.text).not.toMatch(/Vanda|Volpi/);
    await web.app.request(confirmPath(secret), { method: 'HEAD' });
    expect(await isConfirmed()).toBe(false);

    const sent = await confirm(fieldIn(page, 'chiave') ?? '');
    expect([sent.status, sent.location]).toEqual([303, `${path}/confermata`]);
    expect((await anybody.open(sent.location)).text).toContain('Indirizzo confermato');
    expect(await isConfirmed()).toBe(true);
    const events = await web.db.selectFrom('volunteer_event').select('event').where('volunteer_id', '=', id).execute();
    expect(events.map(({ event }) => event)).toEqual(['registered', 'confirmed']);
  });

  test('used twice, late or forged says what it is and what to do, and confirms nothing', async () => {
    const used = await registered();
    expect(
      (await Promise.all([confirm(used.secret), confirm(used.secret)])).map(({ status }) => status).sort(),
    ).toEqual([303, 410]);
    expect((await anybody.open(confirmPath(used.secret))).text).toContain('già confermato');

    const late = await registered({ email: 'tardi@prova.example' });
    await pass('8 days');
    for (const page of [await anybody.open(confirmPath(late.secret)), await confirm(late.secret)]) {
      expect(page.status).toBe(410);
      expect(page.text).toContain('Compili di nuovo il modulo');
      expect(page.html).toContain(`href="${path}"`);
    }
    for (const forged of ['', 'x'.repeat(32), `${used.secret}x`, "'; drop table volunteer", 'a'.repeat(5_000)]) {
      expect((await anybody.open(confirmPath(encodeURIComponent(forged)))).status).toBe(404);
      expect((await confirm(forged)).status).toBe(404);
    }
    expect((await find('tardi@prova.example'))?.confirmed_at).toBeNull();
  });

  test('of another Comune, or made to enter, is not there', async () => {
    const { id, secret } = await registered();
    expect((await anybody.open(`/altrove/volontari/conferma?chiave=${secret}`)).status).toBe(404);
    expect((await confirm(secret, 'altrove')).status).toBe(404);
    await sql`update volunteer_link set purpose = 'enter' where volunteer_id = ${id}`.execute(web.db);
    expect((await confirm(secret)).status).toBe(404);
    expect((await find())?.confirmed_at).toBeNull();
  });

  test('pressed from another site is refused', async () => {
    const { secret } = await registered();
    const answer = await web.app.request(`${path}/conferma`, {
      method: 'POST',
      headers: { origin: 'https://altro.example' },
      body: new URLSearchParams({ chiave: secret }),
    });
    expect(answer.status).toBe(403);
    expect(publicUrl).not.toContain('altro');
  });
});
