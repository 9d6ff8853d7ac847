import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openTestWeb, publicUrl, type TestWeb } from '../../support/web.ts';
import { errorAt, visitorOf } from './visit.ts';
import { area, askLink, cookieOf, enterAs, entry, type Picked, pickVolunteer } from './volunteer-visit.ts';

let web: TestWeb;
let volunteer: Picked;
beforeAll(async () => {
  web = await openTestWeb();
  volunteer = await pickVolunteer(web);
});
afterAll(() => web.close());
beforeEach(() => void vi.mocked(web.deps.entryLimit).mockClear());

const linksOf = async (id: string) =>
  await web.db.selectFrom('volunteer_link').selectAll().where('volunteer_id', '=', id).orderBy('id').execute();

describe('asking for a link', () => {
  test('a volunteer gets one that is valid for thirty minutes, with its email, however the address is written', async () => {
    const asked = await visitorOf(web).send(area, { email: ` ${volunteer.email.toUpperCase()} ` });
    expect(asked.status).toBe(303);
    expect(asked.location).toBe(`${area}/inviato`);
    const link = (await linksOf(volunteer.id)).at(-1);
    expect(link).toMatchObject({ purpose: 'enter', used_at: null });
    expect((link?.expires_at.getTime() ?? 0) - (link?.created_at.getTime() ?? 0)).toBe(30 * 60_000);
    const emails = await web.db
      .selectFrom('email')
      .select(['kind', 'recipient_id', 'state'])
      .where('volunteer_link_id', '=', link?.id ?? '')
      .execute();
    expect(emails).toEqual([{ kind: 'link_to_volunteer', recipient_id: volunteer.id, state: 'queued' }]);
  });

  test('the answer is the same for an address that nobody has, and for a volunteer of another Comune', async () => {
    const count = sql<{ links: number }>`select count(*)::int as links from volunteer_link`;
    const before = (await count.execute(web.db)).rows;
    await web.db
      .updateTable('volunteer')
      .set({ email: 'solo.altrove@volontari.example' })
      .where(
        'id',
        '=',
        web.db
          .selectFrom('volunteer')
          .innerJoin('municipality', 'municipality.id', 'volunteer.municipality_id')
          .select('volunteer.id')
          .where('slug', '=', 'altrove')
          .limit(1),
      )
      .execute();
    const known = await visitorOf(web).send(area, { email: volunteer.email });
    for (const email of ['nessuno@volontari.example', 'solo.altrove@volontari.example']) {
      const unknown = await visitorOf(web).send(area, { email });
      expect([unknown.status, unknown.location, unknown.html]).toEqual([known.status, known.location, known.html]);
      expect([...unknown.headers.keys()]).toEqual([...known.headers.keys()]);
    }
    expect((await count.execute(web.db)).rows).toEqual([{ links: (before[0]?.links ?? 0) + 1 }]);
    expect((await visitorOf(web).open(`${area}/inviato`)).text).toContain('Controlli la posta');
  });

  test.each(['', 'nessuno', 'a@b.example, c@d.example'])('«%s» is refused at its field', async (email) => {
    const refused = await visitorOf(web).send(area, { email });
    expect(refused.status).toBe(422);
    expect(errorAt(refused, 'email')).toBeDefined();
    expect(refused.title).toMatch(/^Errore:/);
  });

  test('too often from one client or for one address says when to come back, known or not', async () => {
    vi.mocked(web.deps.entryLimit).mockResolvedValueOnce({ allowed: false, retryAfterSeconds: 600 });
    const limited = await visitorOf(web).send(area, { email: 'nessuno@volontari.example' });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('600');
    expect(limited.text).toContain('10 minuti');
    expect(web.deps.entryLimit).toHaveBeenCalledWith({ address: 'unknown', email: 'nessuno@volontari.example' });
  });
});

describe('the link', () => {
  test('shows a page with a button; neither GET nor HEAD uses it up or begins a session', async () => {
    const secret = await askLink(web, volunteer);
    const path = `${entry}?chiave=${secret}`;
    for (const method of ['HEAD', 'GET', 'GET']) {
      const answer = await web.app.request(path, { method });
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('referrer-policy')).toBe('strict-origin');
    }
    expect((await linksOf(volunteer.id)).at(-1)?.used_at).toBeNull();
  });

  test('once pressed, the browser has a cookie of the area alone, PostgreSQL its hash, and the address no secret', async () => {
    const secret = await askLink(web, volunteer);
    const entered = await visitorOf(web).send(entry, { chiave: secret });
    expect(entered.status).toBe(303);
    expect(entered.location).toBe(area);
    const [cookie = ''] = entered.headers.getSetCookie();
    expect(cookie).toMatch(/^easycare\.volunteer=[\w-]{32}; Path=\/esempio\/volontari\/area; HttpOnly; SameSite=Lax$/);
    const value = cookieOf(entered).split('=')[1] ?? '';
    const { rows } = await sql<{ whole: string }>`select s::text as whole from volunteer_session s`.execute(web.db);
    const stored = rows.map(({ whole }) => whole).join();
    expect(stored).toContain(createHash('sha256').update(value).digest('hex'));
    expect(stored).not.toContain(value);
    const page = await visitorOf(web, cookieOf(entered)).open(area);
    expect(page.text).toContain(`${volunteer.given_name} ${volunteer.family_name}`);
  });

  test('used twice, it says so and offers a new one', async () => {
    const secret = await askLink(web, volunteer);
    await visitorOf(web).send(entry, { chiave: secret });
    for (const again of [
      await visitorOf(web).send(entry, { chiave: secret }),
      await visitorOf(web).open(`${entry}?chiave=${secret}`),
    ]) {
      expect(again.status).toBe(410);
      expect(again.text).toContain('Collegamento già usato');
      expect(again.html).toContain(`href="${area}"`);
      expect(again.headers.getSetCookie()).toEqual([]);
    }
  });

  test('of many who press at once, one enters', async () => {
    const secret = await askLink(web, volunteer);
    const all = await Promise.all(Array.from({ length: 8 }, () => visitorOf(web).send(entry, { chiave: secret })));
    expect(all.map(({ status }) => status).sort()).toEqual([303, 410, 410, 410, 410, 410, 410, 410]);
  });

  test('expired, forged, of another Comune or for another purpose, it opens nothing', async () => {
    const expired = await askLink(web, volunteer);
    await sql`update volunteer_link set created_at = now() - interval '31 min', expires_at = now() - interval '1 min'
      where secret = ${expired}`.execute(web.db);
    const other = await askLink(web, volunteer);
    await sql`update volunteer_link set purpose = 'confirm' where secret = ${other}`.execute(web.db);
    const elsewhere = await askLink(web, volunteer);
    for (const [path, secret, status] of [
      [entry, expired, 410],
      [entry, other, 404],
      [entry, 'A'.repeat(32), 404],
      [entry, "' or true --", 404],
      [entry, '\u0000', 404],
      [entry, '', 404],
      ['/altrove/volontari/entra', elsewhere, 404],
    ] as const) {
      const opened = await visitorOf(web).open(`${path}?chiave=${encodeURIComponent(secret)}`);
      const pressed = await visitorOf(web).send(path, { chiave: secret });
      expect([opened.status, pressed.status], secret).toEqual([status, status]);
      expect(pressed.headers.getSetCookie()).toEqual([]);
      expect(pressed.text).toContain('nuovo collegamento');
    }
  });

  test('its secret stands in no log', async () => {
    const secret = await askLink(web, volunteer);
    await visitorOf(web).open(`${entry}?chiave=${secret}`);
    const { cookie } = await enterAs(web, volunteer);
    await visitorOf(web, cookie).open(area);
    expect(web.logged.join()).not.toContain(secret);
    expect(web.logged.join()).not.toContain(cookie.split('=')[1]);
  });
});

describe('the session', () => {
  test('ends when the volunteer signs out', async () => {
    const browser = await enterAs(web, volunteer);
    const out = await browser.send(`${area}/esci`, {});
    expect(out.location).toBe(`${area}?esito=uscita`);
    expect(out.headers.getSetCookie()[0]).toMatch(/^easycare\.volunteer=; Max-Age=0; Path=\/esempio\/volontari\/area/);
    expect((await browser.open(area)).text).toContain('È passato troppo tempo');
    expect((await visitorOf(web).open(`${area}?esito=uscita`)).text).toContain('È uscito');
  });

  test('ends after an hour without a visit, which a visit prolongs; what is sent then is not saved', async () => {
    const browser = await enterAs(web, volunteer);
    const left = async () => {
      const { rows } = await sql<{ minutes: number }>`
        select extract(epoch from expires_at - now())::float8 / 60 as minutes from volunteer_session
        where secret_hash = sha256(${browser.cookie.split('=')[1]}::bytea)`.execute(web.db);
      return rows[0]?.minutes ?? 0;
    };
    const age = (minutes: number) =>
      sql`update volunteer_session set expires_at = now() + make_interval(mins => ${60 - minutes})`.execute(web.db);
    await age(5);
    await browser.open(area);
    expect(await left()).toBeLessThan(56);
    await age(40);
    expect((await browser.open(area)).text).toContain(volunteer.family_name);
    expect(await left()).toBeGreaterThan(59);
    await age(60);
    const late = await browser.send(`${area}/ripresa`, {});
    expect(late.status).toBe(401);
    expect(late.text).toContain('È passato troppo tempo');
    // The next who enters clears it away.
    await enterAs(web, volunteer);
    expect(await left()).toBe(0);
  });

  test('is of one Comune', async () => {
    const { cookie } = await enterAs(web, volunteer);
    expect((await visitorOf(web, cookie).open('/altrove/volontari/area')).text).not.toContain(volunteer.family_name);
  });

  test('is not used by another site, nor by who says no origin', async () => {
    const { cookie } = await enterAs(web, volunteer);
    for (const origin of ['https://altrui.example', 'null', undefined]) {
      const answer = await web.app.request(`${area}/lascia`, {
        method: 'POST',
        headers: { cookie, ...(origin !== undefined && { origin }) },
      });
      expect(answer.status).toBe(403);
    }
    expect((await visitorOf(web, cookie).open(area)).text).toContain(volunteer.family_name);
  });

  test('in production goes over HTTPS only', async () => {
    const { createApp } = await import('../../../web/app.ts');
    const config = { ...web.deps.config, production: true, publicUrl: 'https://aiuto.example' };
    const body = new URLSearchParams({ chiave: await askLink(web, volunteer) });
    const headers = { origin: config.publicUrl };
    const answer = await createApp({ ...web.deps, config }).request(entry, { method: 'POST', headers, body });
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Secure-easycare\.volunteer=.*; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(publicUrl).toMatch(/^http:/);
  });
});
