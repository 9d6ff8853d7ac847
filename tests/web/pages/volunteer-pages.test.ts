import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findMunicipality } from '../../../src/db/municipalities.ts';
import { addVolunteer } from '../../support/comune-fixture.ts';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let operator: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  operator = visitorOf(web, await web.signInAs('Olga'));
});
afterAll(() => web.close());

const table = '/esempio/console/volontari';
const namesIn = (html: string) => [...html.matchAll(/class="ec-row__name"[^>]*>([^<]*)</g)].map(([, name]) => name);

async function comune(slug = 'esempio') {
  const found = await findMunicipality(web.db, slug);
  if (found === undefined) throw new Error('the Comune of the test is not there');
  return found;
}
const add = async (over: Parameters<typeof addVolunteer>[2] = {}, slug?: string) =>
  await addVolunteer(web.db, await comune(slug), over);

/** What the form sends, filled in right; `over` makes it wrong. */
const filled = (over: Record<string, string | string[]> = {}) => ({
  givenName: 'Zoe',
  familyName: 'Zanetti',
  telephone: '333 765 4321',
  email: 'zoe@volontari.example',
  birthDate: '',
  zones: ['centro'],
  skills: ['spesa', 'guida'],
  maxOpenOffers: '4',
  vehicle: 'yes',
  ...over,
});

describe('the table of volunteers', () => {
  test('is in the console’s navigation, by name, with who waits first in sight', async () => {
    const console = await operator.open('/esempio/console');
    expect(console.html).toContain(`href="${table}"`);
    expect((await operator.open(table)).text).not.toContain('da approvare Ha');
    const waiting = await add({ approval: 'pending', name: 'Wanda' });
    const unconfirmed = await add({ approval: 'pending', name: 'Ugo' });
    await sql`update volunteer set confirmed_at = null where id = ${unconfirmed}`.execute(web.db);
    const page = await operator.open(table);
    expect(page.text).toContain('1 volontario da approvare');
    expect(page.text).toMatch(/Da approvare 1 /);
    expect(page.text).toContain('Indirizzo da confermare');
    expect(namesIn((await operator.open(`${table}?stato=da-approvare`)).html)).toEqual(['Volontario Wanda']);
    await sql`delete from volunteer where id in (${waiting}, ${unconfirmed})`.execute(web.db);
  });

  test('names what each can do in the order of the Comune’s list', async () => {
    const { skills } = await comune();
    const [first, second, third, fourth] = skills;
    const given = [fourth, second, first, third].flatMap((skill) => (skill === undefined ? [] : [skill.code]));
    const id = await add({ name: 'Ordinata', skills: given });
    const { text } = await operator.open(`${table}?q=ordinata`);
    expect(text).toContain(`${first?.label}, ${second?.label}, ${third?.label} e un`);
    await sql`delete from volunteer where id = ${id}`.execute(web.db);
  });

  test('keeps its filters in the address, from page to page', async () => {
    const first = await operator.open(`${table}?competenza=guida&zona=centro&q=volontari.example`);
    expect(first.text).toContain('Competenza: Accompagnare in auto');
    expect(first.html).toContain('stato=approvati&amp;competenza=guida&amp;zona=centro&amp;q=volontari.example');
    for (let i = 0; i < 30; i += 1) await add({ name: `N${i}` });
    const more = await operator.open(`${table}?competenza=guida`);
    const next = /href="([^"]*dopo=[^"]*)"/.exec(more.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toMatch(/competenza=guida&dopo=[0-9a-f-]{36}$/);
    const second = await operator.open(next);
    expect(second.text).toContain('Torna all');
    expect(namesIn(second.html).filter((name) => namesIn(more.html).includes(name))).toEqual([]);
    await sql`delete from volunteer where given_name like 'N%'`.execute(web.db);
  });

  test('empty says what to do next, whatever narrows it', async () => {
    expect((await operator.open(`${table}?q=nessuno-così`)).text).toContain('tolga un filtro');
    expect((await operator.open(`${table}?stato=sospesi`)).text).toContain('Nessun volontario sospeso');
    expect((await operator.open(`${table}?stato=boh&competenza=boh&dopo=boh`)).status).toBe(200);
    expect((await operator.open(`${table}/da-telefonare`)).text).toContain('Nessuno da telefonare');
  });

  test('is for operators of the Comune only', async () => {
    const id = await add();
    const paths = ['', '/da-telefonare', '/doppioni', '/nuovo', `/${id}`, `/${id}/modifica`];
    const foreign = visitorOf(web, await web.signInAs('Ugo'));
    for (const path of paths) {
      expect((await visitorOf(web).open(table + path)).location).toContain('/entra?ritorno=');
      expect((await foreign.open(table + path)).status).toBe(403);
    }
    const elsewhere = await add({}, 'altrove');
    for (const path of ['', '/modifica', `/unisci/${id}`]) {
      expect((await operator.open(`${table}/${elsewhere}${path}`)).status).toBe(404);
    }
    for (const path of ['decidi', 'note', 'email-valida', 'modifica']) {
      const sent = { kind: 'approve', version: '1', note: 'x' };
      expect((await operator.send(`${table}/${elsewhere}/${path}`, sent)).status).toBe(404);
    }
    // As with one whom a colleague merged away a moment before: there is nobody to merge with.
    const merging = { version: '1', otherVersion: '1', keep: id };
    const merged = await operator.send(`${table}/${elsewhere}/unisci/${id}`, merging);
    expect(merged.location).toBe(`${table}/${id}?esito=already_merged`);
    expect((await foreign.open(`/altrove/console/volontari/${elsewhere}`)).status).toBe(200);
    expect((await operator.open(`${table}/boh`)).status).toBe(404);
  });
});

describe('one volunteer', () => {
  test('is approved, suspended and noted, each with its note among the events', async () => {
    const id = await add({ approval: 'pending' });
    const page = await operator.open(`${table}/${id}`);
    const version = fieldIn(page, 'version') ?? '';
    const approved = await operator.send(`${table}/${id}/decidi`, { kind: 'approve', version, decisionNote: 'Bravo' });
    expect([approved.status, approved.location]).toEqual([303, `${table}/${id}?esito=decided_and_told`]);
    const after = await operator.open(approved.location);
    expect(after.text).toMatch(/Iscrizione approvata Bravo Olga/);
    expect(after.text).toContain('Decisione registrata: parte l');
    const again = await operator.send(`${table}/${id}/decidi`, { kind: 'approve', version });
    expect(again.location).toContain('esito=already');
    const stale = await operator.send(`${table}/${id}/decidi`, { kind: 'suspend', version, decisionNote: 'Assente' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('I dati nel frattempo sono cambiati');
    expect(fieldIn(stale, 'decisionNote')).toBe('Assente');
    expect((await operator.send(`${table}/${id}/note`, { note: 'Ha la patente <b>' })).location).toContain('noted');
    expect((await operator.open(`${table}/${id}`)).text).toContain('Ha la patente <b>');
    const empty = await operator.send(`${table}/${id}/note`, { note: ' ' });
    expect([empty.status, errorAt(empty, 'note')]).toEqual([422, 'Errore: Campo obbligatorio.']);
    const long = await operator.send(`${table}/${id}/decidi`, {
      kind: 'suspend',
      version,
      decisionNote: 'x'.repeat(2001),
    });
    expect([long.status, errorAt(long, 'decisionNote')]).toEqual([
      422,
      'Errore: Il testo è troppo lungo: al massimo 2.000 caratteri, ne tolga almeno 1.',
    ]);
    expect((await operator.send(`${table}/${id}/decidi`, { kind: 'boh', version })).status).toBe(400);
  });

  test('is added by hand, approved at once, and what is wrong stands at its field', async () => {
    const wrong = await operator.send(
      `${table}/nuovo`,
      filled({ telephone: 'CASA', zones: [], maxOpenOffers: '0', birthDate: '2020-01-01', skills: ['boh'] }),
    );
    expect(wrong.status).toBe(422);
    expect(errorAt(wrong, 'telephone')).toContain('Numero di telefono non valido');
    expect(errorAt(wrong, 'maxOpenOffers')).toContain('da 1 a 100');
    expect(fieldIn(wrong, 'givenName')).toBe('Zoe');
    const young = await operator.send(`${table}/nuovo`, filled({ birthDate: '2020-01-01', skills: ['boh'] }));
    expect([young.status, errorAt(young, 'birthDate')]).toEqual([
      422,
      'Errore: Per diventare volontario occorre avere almeno 18 anni.',
    ]);
    const added = await operator.send(`${table}/nuovo`, filled());
    expect(added.status).toBe(303);
    const page = await operator.open(added.location);
    expect(page.text).toMatch(/Iscrizione approvata .*Iscrizione fatta a mano Olga/);
    expect(page.text).toContain('Fare la spesa, Accompagnare in auto');
    const taken = await operator.send(`${table}/nuovo`, filled({ email: 'ZOE@volontari.example' }));
    expect([taken.status, errorAt(taken, 'email')]).toEqual([
      422,
      'Errore: Questo indirizzo è già di un altro volontario del Comune: lo cerchi nella tabella.',
    ]);
  });

  test('is edited by the version that was looked at, and by no older one', async () => {
    const id = await add();
    const other = await add();
    const form = await operator.open(`${table}/${id}/modifica`);
    const version = fieldIn(form, 'version') ?? '';
    const email = 'nuovo@volontari.example';
    const saved = await operator.send(`${table}/${id}/modifica`, filled({ version, email, birthDate: '1970-05-04' }));
    expect([saved.status, saved.location]).toEqual([303, `${table}/${id}?esito=edited`]);
    const page = await operator.open(saved.location);
    expect(page.text).toContain('Zanetti Zoe');
    expect(page.text).toContain('4 mag 1970');
    expect(page.text).toContain('Dati modificati');
    const stale = await operator.send(`${table}/${id}/modifica`, filled({ version, givenName: 'Altra' }));
    expect([stale.status, fieldIn(stale, 'givenName')]).toEqual([409, 'Zoe']);
    const theirs = fieldIn(await operator.open(`${table}/${other}/modifica`), 'version') ?? '';
    const taken = await operator.send(`${table}/${other}/modifica`, filled({ version: theirs, email }));
    expect(taken.status).toBe(422);
  });

  test('with an invalid address is to telephone, until it is good again or another one is given', async () => {
    const [good, changed] = [await add({ name: 'Gina' }), await add({ name: 'Cino' })];
    await sql`update volunteer set email_invalid_at = now() where id in (${good}, ${changed})`.execute(web.db);
    expect(namesIn((await operator.open(`${table}/da-telefonare`)).html)).toEqual([
      'Volontario Gina',
      'Volontario Cino',
    ]);
    expect((await operator.open(`${table}/${good}`)).text).toContain('non riceve');
    expect((await operator.send(`${table}/${good}/email-valida`, {})).location).toContain('email_valid');
    expect((await operator.send(`${table}/${good}/email-valida`, {})).location).not.toContain('esito');
    const version = fieldIn(await operator.open(`${table}/${changed}/modifica`), 'version') ?? '';
    await operator.send(`${table}/${changed}/modifica`, filled({ version, email: 'cino@volontari.example' }));
    expect((await operator.open(`${table}/${changed}`)).text).toContain('Email di nuovo valida');
    expect((await operator.open(`${table}/da-telefonare`)).text).toContain('Nessuno da telefonare');
  });

  test('is merged with its duplicate once, and the second operator sees who is left', async () => {
    const [one, two] = [await add({ name: 'Doppia' }), await add({ name: 'Doppia' })];
    await sql`update volunteer set telephone = '+393339990001' where id in (${one}, ${two})`.execute(web.db);
    expect((await operator.open(`${table}/${one}`)).text).toContain('Forse è nell');
    expect((await operator.open(`${table}/doppioni`)).html).toContain(`${two}/unisci/${one}`);
    const page = await operator.open(`${table}/${one}/unisci/${two}`);
    const sent = {
      version: fieldIn(page, 'version') ?? '',
      otherVersion: fieldIn(page, 'otherVersion') ?? '',
      keep: two,
    };
    const piero = visitorOf(web, await web.signInAs('Piero'));
    expect((await piero.send(`${table}/${one}/unisci/${two}`, { ...sent, version: '99' })).status).toBe(409);
    expect((await piero.send(`${table}/${one}/unisci/${two}`, { ...sent, keep: 'boh' })).status).toBe(400);
    const merged = await operator.send(`${table}/${one}/unisci/${two}`, sent);
    expect(merged.location).toBe(`${table}/${two}?esito=merged`);
    expect((await operator.open(merged.location)).text).toMatch(/Unione con un doppione Unito con Volontario Doppia/);
    const late = await piero.send(`${table}/${one}/unisci/${two}`, { ...sent, keep: one });
    expect(late.location).toBe(`${table}/${two}?esito=already_merged`);
    expect((await operator.open(`${table}/${one}`)).status).toBe(404);
  });
});
