import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eraseRequest } from '../../../src/db/erase-request.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, filledIn, type Visited, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let piero: Visitor;
beforeAll(async () => {
  web = await openTestWeb({ TEMPORAL_UI_URL: 'http://127.0.0.1:8233/' });
  olga = visitorOf(web, await web.signInAs('Olga'));
  piero = visitorOf(web, await web.signInAs('Piero'));
});
afterAll(() => web.close());

let path: string;
let id: string;
beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
  await visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID()));
  await olga.send('/esempio/console/importa', {});
  ({ id } = await web.db.selectFrom('help_request').select('id').executeTakeFirstOrThrow());
  path = `/esempio/console/richieste/${id}`;
});

const stored = () => web.db.selectFrom('help_request').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** The form of the page as it stands, with what the operator changes. */
function fieldsOf(page: Visited, over: Record<string, string | string[]> = {}): Record<string, string | string[]> {
  const names = ['version', 'withRequirements', 'languagesMatch', ...Object.keys(filledIn('')).slice(2, -1)];
  const ticked = (name: string) =>
    [...page.html.matchAll(new RegExp(`name="${name}" value="(\\w+)" checked`, 'g'))].map(([, value]) => value ?? '');
  const lists = ['skills', 'languages', 'vehicle', 'timeRequired'];
  return {
    ...Object.fromEntries(names.map((name) => [name, fieldIn(page, name) ?? ''])),
    ...Object.fromEntries(lists.map((name) => [name, ticked(name)])),
    ...over,
  };
}

describe('the page of a request', () => {
  test('shows who and what, who would be chosen and why, and what has happened', async () => {
    const { text, html } = await olga.open(path);
    for (const words of ['Ada Zorzi', '+39 333 123 4567', 'Via dei Mille 12', 'Mi serve la spesa.', '5 volontari']) {
      expect(text).toContain(words);
    }
    expect(text).toContain('mai interpellato finora · copre Centro · competenze: Fare la spesa');
    expect(text).toMatch(/Storia.*Richiesta importata Olga.*Richiesta inserita Richiedente/);
    expect(html).toContain(`href="http://127.0.0.1:8233/namespaces/default/workflows/help-request%3A${id}"`);
    expect(html).toMatch(/btn-danger.*INVIA LA RICHIESTA DI ASSISTENZA.*btn-success.*ELIMINA RICHIESTA/s);
  });

  test('says which requirement narrows the choice', async () => {
    await sql`delete from volunteer_skill where skill_code = 'guida' and volunteer_id not in (
      select volunteer_id from volunteer_skill where skill_code = 'guida' order by volunteer_id limit 2)`.execute(
      web.db,
    );
    await sql`insert into help_request_skill (municipality_id, request_id, skill_code)
      select municipality_id, id, 'guida' from help_request`.execute(web.db);
    const { text } = await olga.open(path);
    expect(text).toMatch(/Sono meno di 5\. La caratteristica che restringe di più: competenza Accompagnare in auto\./);
  });

  test.each(['boh', '%00', '01890000-0000-7000-8000-000000000000'])('of «%s» is 404', async (other) => {
    const base = `/esempio/console/richieste/${other}`;
    expect((await olga.open(base)).status).toBe(404);
    expect((await olga.send(`${base}/invia`, {})).status).toBe(404);
    expect((await olga.send(`${base}/elimina`, { reason: 'other' })).status).toBe(404);
  });

  test('of another Comune is not there', async () => {
    const ugo = visitorOf(web, await web.signInAs('Ugo'));
    expect((await ugo.open(path.replace('esempio', 'altrove'))).status).toBe(404);
    expect((await ugo.send(`${path.replace('esempio', 'altrove')}/invia`, {})).status).toBe(404);
    expect((await stored()).status).toBe('awaiting_operator');
  });
});

describe('«Correggi»', () => {
  test('saves what was changed, and says so', async () => {
    const page = await olga.open(path);
    const saved = await olga.send(
      path,
      fieldsOf(page, { address: 'Via Nuova 1', email: 'ada@posta.example', skills: [] }),
    );
    expect([saved.status, saved.location]).toEqual([303, `${path}?esito=corrected`]);
    expect(await stored()).toMatchObject({
      address: 'Via Nuova 1',
      email: 'ada@posta.example',
      telephone: '+393331234567',
    });
    const after = await olga.open(saved.location);
    expect(after.text).toContain('Correzioni salvate');
    expect(after.html).not.toMatch(/name="skills" value="\w+" checked/);
  });

  test('saves the requirements, all of them without a script, and the page says them in words', async () => {
    const page = await olga.open(path);
    expect(page.text).toContain('Caratteristiche richieste Fare la spesa');
    const saved = await olga.send(
      path,
      fieldsOf(page, {
        skills: ['spesa', 'guida'],
        vehicle: 'yes',
        languages: ['en', 'ar'],
        languagesMatch: 'all',
        timeRequired: [],
        preferredDate: dayInItaly(new Date(Date.now() + 86_400_000)),
        preferredPart: 'morning',
      }),
    );
    expect([saved.status, saved.location]).toEqual([303, `${path}?esito=corrected`]);
    expect(await stored()).toMatchObject({ vehicle: true, languages_match: 'all', time_required: false });
    const after = await olga.open(path);
    expect(after.text).toContain('Fare la spesa · Accompagnare in auto · automunito · parla Inglese e Arabo');
    expect(after.text).not.toContain('libero in quel momento Email');
    expect(fieldsOf(after)).toMatchObject({
      skills: ['spesa', 'guida'],
      languages: ['en', 'ar'],
      languagesMatch: 'all',
      vehicle: ['yes'],
      timeRequired: [],
    });
    await olga.send(path, fieldsOf(after, { skills: [], vehicle: [], languages: ['en'], timeRequired: 'yes' }));
    expect((await olga.open(path)).text).toContain('Caratteristiche richieste parla Inglese · libero in quel momento');
  });

  test('with a language of no list, or a choice that is none, says so at the field and keeps what was ticked', async () => {
    const before = await stored();
    const fields = fieldsOf(await olga.open(path), { vehicle: 'yes' });
    const unknown = await olga.send(path, { ...fields, languages: ['xx'] });
    expect(unknown.status).toBe(422);
    expect(errorAt(unknown, 'languages')).toMatch(/Scelga/);
    expect(unknown.text).toContain('Deve parlare: Scelga');
    expect(fieldIn(unknown, 'vehicle')).toBe('yes');
    const neither = await olga.send(path, { ...fields, languagesMatch: 'some' });
    expect([neither.status, errorAt(neither, 'languagesMatch')]).toEqual([422, expect.stringMatching(/Scelga/)]);
    expect(await stored()).toEqual(before);
  });

  test('with nothing changed writes nothing', async () => {
    const before = await stored();
    const saved = await olga.send(path, fieldsOf(await olga.open(path)));
    expect([saved.status, saved.location]).toEqual([303, path]);
    expect(await stored()).toEqual(before);
  });

  test('with something wrong keeps what was typed, open, and saves nothing', async () => {
    const page = await olga.send(
      path,
      fieldsOf(await olga.open(path), { telephone: '333 CASA', address: 'Via Nuova 1' }),
    );
    expect(page.status).toBe(422);
    expect(page.title).toMatch(/^Errore: /);
    expect(errorAt(page, 'telephone')).toMatch(/telefono/);
    expect(fieldIn(page, 'address')).toBe('Via Nuova 1');
    expect(page.html).toMatch(/<details[^>]* open/);
    expect((await stored()).address).toBe('Via dei Mille 12');
  });

  test('of an older version is told: the fields have what is stored now, what was typed stands beside', async () => {
    const seen = await olga.open(path);
    await piero.send(path, fieldsOf(await piero.open(path), { description: 'Anche il pane.' }));
    for (const action of [path, `${path}/invia`]) {
      const page = await olga.send(action, fieldsOf(seen, { address: 'Via Nuova 1' }));
      expect(page.status).toBe(409);
      expect(page.text).toContain('La richiesta è cambiata mentre la guardava');
      expect(page.text).toContain('Anche il pane.');
      expect(fieldIn(page, 'address')).toBe('Via dei Mille 12');
      expect(page.text).toContain('Indirizzo: «Via Nuova 1»');
      expect(await stored()).toMatchObject({ address: 'Via dei Mille 12', status: 'awaiting_operator' });
    }
  });
});

describe('INVIA', () => {
  test('pressed again after a colleague corrected something sends what the colleague saved', async () => {
    const seen = await olga.open(path);
    await piero.send(path, fieldsOf(await piero.open(path), { address: 'Via Collega 7' }));
    const refused = await olga.send(`${path}/invia`, fieldsOf(seen));
    expect(refused.status).toBe(409);
    expect((await olga.send(`${path}/invia`, fieldsOf(refused))).status).toBe(303);
    expect(await stored()).toMatchObject({ status: 'dispatched', address: 'Via Collega 7' });
  });

  test('of an older version does not send, even where a colleague put back what they changed', async () => {
    const seen = await olga.open(path);
    await piero.send(path, fieldsOf(await piero.open(path), { description: 'Anche il pane.' }));
    await piero.send(path, fieldsOf(await piero.open(path), { description: 'Mi serve la spesa.' }));
    expect((await olga.send(`${path}/invia`, fieldsOf(seen))).status).toBe(409);
    expect((await stored()).status).toBe('awaiting_operator');
  });

  test('on the page sends at once, and takes unsaved corrections with it', async () => {
    const sent = await olga.send(`${path}/invia`, fieldsOf(await olga.open(path), { address: 'Via Nuova 1' }));
    expect([sent.status, sent.location]).toEqual([303, path]);
    expect(await stored()).toMatchObject({ status: 'dispatched', address: 'Via Nuova 1' });
    const page = await olga.open(path);
    expect(page.text).toContain('Inviata ai volontari Invio ai volontari di Olga');
    expect(page.html).not.toContain('INVIA LA RICHIESTA');
  });

  test('with a correction that is wrong does not send', async () => {
    const page = await olga.send(`${path}/invia`, fieldsOf(await olga.open(path), { telephone: 'boh' }));
    expect(page.status).toBe(422);
    expect((await stored()).status).toBe('awaiting_operator');
  });

  test('in the table shows the text and the five first; opened, it decides nothing', async () => {
    const step = await olga.open(`${path}/invia?da=tabella`);
    expect(step.text).toContain('Mi serve la spesa.');
    expect(step.text).toContain('5 volontari');
    expect((await stored()).status).toBe('awaiting_operator');
    const sent = await olga.send(`${path}/invia`, { version: fieldIn(step, 'version') ?? '', da: 'tabella' });
    expect([sent.status, sent.location]).toEqual([303, '/esempio/console?esito=dispatched']);
    expect((await stored()).status).toBe('dispatched');
  });

  test('a step made of an older version is told', async () => {
    const step = await olga.open(`${path}/invia`);
    await piero.send(path, fieldsOf(await piero.open(path), { description: 'Anche il pane.' }));
    const late = await olga.send(`${path}/invia`, { version: fieldIn(step, 'version') ?? '' });
    expect(late.status).toBe(409);
    expect((await stored()).status).toBe('awaiting_operator');
  });

  test('while it is carried out the page says so and looks again by itself, then no more', async () => {
    const { deliverDecision } = web.deps.delivery;
    web.deps.delivery.deliverDecision = async () => 'postponed';
    const sent = await olga.send(`${path}/invia`, fieldsOf(await olga.open(path)));
    web.deps.delivery.deliverDecision = deliverDecision;
    expect(sent.location).toBe(path);
    const waiting = await olga.open(path);
    expect(waiting.text).toContain('Decisione in corso');
    expect(waiting.html).toContain('<noscript><meta http-equiv="refresh" content="3"');
    expect(waiting.html).not.toContain('INVIA LA RICHIESTA');
    const { id: decisionId } = await web.db.selectFrom('decision').select('id').executeTakeFirstOrThrow();
    await deliverDecision(decisionId);
    expect((await olga.open(path)).html).not.toMatch(/http-equiv|data-in-progress/);
  });
});

describe('ELIMINA', () => {
  test('needs a reason, keeps the note, and puts the request into the bin', async () => {
    const step = await olga.open(`${path}/elimina`);
    const version = fieldIn(step, 'version') ?? '';
    const refused = await olga.send(`${path}/elimina`, { version, note: 'Non <b>risponde</b>' });
    expect(refused.status).toBe(422);
    expect(errorAt(refused, 'reason')).toMatch(/Scelga/);
    expect(fieldIn(refused, 'note')).toBe('Non <b>risponde</b>');
    const done = await olga.send(`${path}/elimina`, { version, reason: 'missing_data', note: 'Non <b>risponde</b>' });
    expect([done.status, done.location]).toEqual([303, path]);
    const page = await olga.open(path);
    expect(page.text).toContain('Motivo: Dati mancanti. Nota: Non <b>risponde</b>');
    expect(page.html).not.toContain('<b>risponde');
  });

  test('from the table leads back to the table; «Ripristina» takes it out again', async () => {
    const done = await olga.send(`${path}/elimina`, { reason: 'duplicate', da: 'tabella' });
    expect(done.location).toBe('/esempio/console?esito=discarded');
    const restored = await olga.send(`${path}/ripristina`, {});
    expect(restored.location).toBe(`${path}?esito=restored`);
    expect((await stored()).status).toBe('awaiting_operator');
    expect((await olga.open(restored.location)).text).toContain('di nuovo in attesa');
  });
});

describe('erased', () => {
  test('the page and the table say so, show nobody, and offer nothing to decide; what is sent all the same is told', async () => {
    await olga.send(`${path}/elimina`, { reason: 'other', note: 'Ha una figlia' });
    const { municipality_id: municipalityId, reference, secret } = await stored();
    const own = `/esempio/richiesta/${reference}?chiave=${secret}`;
    expect((await visitorOf(web).open(own)).status).toBe(200);
    expect(await eraseRequest(web.db, { municipalityId, requestId: id })).toBe('erased');

    const page = await olga.open(path);
    expect(page.text).toContain('I dati personali sono stati cancellati');
    for (const words of ['Zorzi', '333 123', 'dei Mille', 'Mi serve', 'figlia']) expect(page.text).not.toContain(words);
    expect(page.html).not.toContain(`${path}/ripristina`);
    const table = await olga.open('/esempio/console?stato=eliminate');
    expect(table.text).toContain('Dati cancellati');
    expect(table.text).not.toContain('Zorzi');
    expect((await visitorOf(web).open(own)).status).toBe(404);

    expect((await olga.send(`${path}/ripristina`, {})).location).toBe(`${path}?esito=request_erased`);
    expect((await olga.open(`${path}?esito=request_erased`)).text).toContain('non si può più decidere niente');
    expect((await stored()).status).toBe('discarded');
  });
});

describe('afterwards', () => {
  test('who comes second is told who decided what', async () => {
    await olga.send(`${path}/invia`, {});
    const second = await piero.send(`${path}/elimina`, { reason: 'other' });
    expect(second.location).toBe(`${path}?esito=already_decided`);
    const page = await piero.open(second.location);
    expect(page.text).toContain('Qualcun altro ha deciso prima');
    expect(page.text).toContain('Invio ai volontari di Olga');
    expect((await piero.open(`${path}/elimina`)).location).toBe(path);
  });

  test('a request that was sent is closed by hand, after a step', async () => {
    await olga.send(`${path}/invia`, {});
    expect((await olga.open(path)).html).toContain(`action="${path}/concludi"`);
    expect((await olga.open(`${path}/concludi`)).text).toContain('Segnare come conclusa');
    const closed = await olga.send(`${path}/concludi`, {});
    expect(closed.status).toBe(303);
    const page = await olga.open(path);
    expect(page.text).toContain('Conclusa');
    expect(page.html).not.toContain('/concludi');
  });

  test('what can’t be decided is told', async () => {
    expect((await olga.send(`${path}/ripristina`, {})).location).toBe(`${path}?esito=not_discarded`);
    expect((await olga.send(`${path}/concludi`, {})).location).toBe(`${path}?esito=not_dispatched`);
    await visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID(), { familyName: 'Nuova' }));
    const fresh = await web.db
      .selectFrom('help_request')
      .select('id')
      .where('family_name', '=', 'Nuova')
      .executeTakeFirstOrThrow();
    const other = `/esempio/console/richieste/${fresh.id}`;
    expect((await olga.send(`${other}/invia`, {})).location).toBe(`${other}?esito=not_imported`);
    expect((await olga.open(other)).text).toContain('non è ancora nella tabella');
  });
});
