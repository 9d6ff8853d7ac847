import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idIn, json, openTestWeb, requests, type Somebody, submissionBody, type TestWeb } from '../../support/web.ts';
import { filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
const visitors = new Map<Somebody, Visitor>();
beforeAll(async () => {
  web = await openTestWeb();
  for (const name of ['Olga', 'Piero', 'Carlo', 'Livia'] as const) {
    visitors.set(name, visitorOf(web, await web.signInAs(name)));
  }
});
afterAll(() => web.close());

function as(name: Somebody): Visitor {
  const visitor = visitors.get(name);
  if (visitor === undefined) throw new Error(`${name} is not signed in`);
  return visitor;
}

/** A request by JSON; `who` fills it in for somebody else. */
async function submit(familyName: string, who?: Somebody): Promise<string> {
  const requester = {
    givenName: 'Ada',
    familyName,
    telephone: '333 123 4567',
    address: 'Via dei Mille 12',
    zone: 'centro',
  };
  const body = submissionBody({ requester, ...(who !== undefined && { channel: 'office' }) });
  const cookie = who === undefined ? {} : { cookie: await web.signInAs(who) };
  const headers = { 'idempotency-key': randomUUID(), ...cookie };
  return await idIn(await web.app.request(requests, json('POST', body, headers)));
}

describe('after signing in', () => {
  test.each([
    ['Olga', '/esempio/console'],
    ['Piero', '/esempio/console'],
    ['Carlo', '/esempio/console/inserite'],
    ['Livia', '/esempio/console/inviate'],
  ] as const)('%s lands on %s', async (name, home) => {
    const landed = await as(name).open('/entra');
    expect([landed.status, landed.location]).toEqual([302, home]);
    expect((await as(name).open(home)).status).toBe(200);
  });

  test.each([
    ['Olga', '/esempio/console', ['Richieste', 'Volontari', 'Impostazioni']],
    ['Piero', '/esempio/console', ['Richieste', 'Volontari']],
    ['Carlo', '/esempio/console/inserite', ['Inserite da me']],
    ['Livia', '/esempio/console/inviate', ['Richieste inviate']],
  ] as const)('%s is offered only what the role may do', async (name, home, offered) => {
    const { html } = await as(name).open(home);
    const nav = /<nav class="ec-nav.*?<\/nav>/s.exec(html)?.[0] ?? '';
    const links = [...nav.matchAll(/<a [^>]*>([^<]+)<\/a>/g)].map(([, text]) => text);
    for (const one of offered) expect(links).toContain(one);
    for (const one of ['Richieste', 'Volontari', 'Impostazioni']) {
      if (!(offered as readonly string[]).includes(one)) expect(links).not.toContain(one);
    }
    for (const [, href] of nav.matchAll(/href="([^"]+)"/g)) {
      expect((await as(name).open(href ?? '')).status).toBeLessThan(400);
    }
    expect(html.includes('inserimento=ufficio')).toBe(name !== 'Livia');
  });

  test('a page of another role says so, and leads to one’s own', async () => {
    const page = await as('Carlo').open('/esempio/console');
    expect([page.status, page.title]).toEqual([403, expect.stringContaining('Il Suo ruolo non lo permette')]);
    expect(page.html).toContain('href="/entra"');
  });
});

describe('a clerk', () => {
  test('without requests reads what to do first', async () => {
    expect((await as('Carlo').open('/esempio/console/inserite')).text).toContain('Ancora nessuna richiesta');
  });

  test('fills in the form for somebody else, and is led back to their own page', async () => {
    const form = filledIn(randomUUID(), { channel: 'office', familyName: 'Telefonata' });
    const sent = await as('Carlo').send('/esempio/richiesta', form);
    expect(sent.status).toBe(303);
    const status = await as('Carlo').open(sent.location);
    expect(status.html).toContain('href="/esempio/console/inserite"');
    expect((await as('Carlo').open('/esempio/console/inserite')).text).toContain('Telefonata');
  });

  test('reads what they filled in, imported or not, and nothing else', async () => {
    const [own, piero, citizen] = [
      await submit('Propria', 'Carlo'),
      await submit('DiPiero', 'Piero'),
      await submit('Cittadina'),
    ];
    const list = await as('Carlo').open('/esempio/console/inserite');
    expect(list.text).toContain('Propria');
    expect(list.text).not.toMatch(/DiPiero|Cittadina/);
    const page = await as('Carlo').open(`/esempio/console/inserite/${own}`);
    expect(page.text).toContain('Da importare');
    expect(page.text).toContain('Mi serve la spesa');
    expect(page.html).not.toContain(`/esempio/console/richieste/${own}`);
    for (const id of [piero, citizen, randomUUID(), 'x']) {
      expect((await as('Carlo').open(`/esempio/console/inserite/${id}`)).status).toBe(404);
    }
  });

  test('finds theirs by name, and is told where there is none', async () => {
    await submit('Cercata', 'Carlo');
    const found = await as('Carlo').open('/esempio/console/inserite?q=cercata');
    expect(found.text).toContain('Risultati per «cercata»');
    expect(found.text).toContain('Cercata Ada');
    expect(found.text).not.toContain('Propria');
    expect((await as('Carlo').open('/esempio/console/inserite?q=nessuna')).text).toContain('Nessun risultato');
  });
});

describe('the head of operations', () => {
  test('reads what was dispatched with its offers, and nothing before', async () => {
    const [sent, waiting] = [await submit('Inviata'), await submit('Attesa')];
    expect((await as('Livia').open('/esempio/console/inviate')).text).toContain('Nessuna richiesta inviata');
    expect((await as('Piero').send('/esempio/console/importa', {})).status).toBe(303);
    expect((await as('Piero').send(`/esempio/console/richieste/${sent}/invia`, {})).status).toBe(303);

    const list = await as('Livia').open('/esempio/console/inviate');
    expect(list.text).toContain('Inviata Ada');
    expect(list.text).not.toContain('Attesa');
    const page = await as('Livia').open(`/esempio/console/inviate/${sent}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Inviata');
    expect(page.html).toContain('id="volunteers"');
    expect(page.html).not.toMatch(/<form[^>]+method="post"[^>]+action="(?!\/esci)/);
    expect((await as('Livia').open(`/esempio/console/inviate/${waiting}`)).status).toBe(404);
  });
});
