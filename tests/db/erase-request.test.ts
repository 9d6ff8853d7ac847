import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { findRequestForCitizen } from '../../src/db/citizen-request.ts';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { recordDecision } from '../../src/db/decisions.ts';
import { eraseRequest, findRequestsToErase } from '../../src/db/erase-request.ts';
import { askErasure, countErasures, withdrawErasure } from '../../src/db/erasure-requests.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { listHelpRequests } from '../../src/db/help-request-table.ts';
import { answerInformation, askInformation, listInformation } from '../../src/db/information-requests.ts';
import { resampleRequests } from '../../src/db/planner-samples.ts';
import { chooseByHand } from '../../src/db/request-choices.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { discard, markDispatched } from '../../src/db/status.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  addAwaiting,
  addSubmitted,
  decideFor,
  discardNow,
  dispatchNow,
  mailDomain,
} from '../support/request-fixture.ts';
import { findWordsInDatabase } from '../support/words-in-database.ts';
import { refusalOf, setRequest } from './constraints-fixture.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

/** What only one requester is and was told of, none of which stands anywhere else. */
const words = [
  'Ermenegilda',
  'Pappagallini',
  'canarino.giallo',
  '3397778881',
  'Vicolo Cocorita',
  'zoppica un poco',
  'le figlie non lo sanno',
  'preferisce una donna',
  'domanda canarina',
  'risposta canarina',
  'chiave-canarina',
  'segreto-canarino',
  '2031-07-23',
];

async function addCanary(comune: Comune): Promise<string> {
  const id = await addAwaiting(db, comune, {
    description: 'zoppica un poco',
    preferredTime: { date: '2031-07-23', part: 'morning' },
    requester: {
      givenName: 'Ermenegilda',
      familyName: 'Pappagallini',
      telephone: '+393397778881',
      email: 'canarino.giallo@posta.example',
      address: 'Vicolo Cocorita 3',
    },
  });
  await db
    .updateTable('help_request')
    .set({ idempotency_key: 'chiave-canarina', secret: `segreto-canarino-${'x'.repeat(24)}` })
    .where('id', '=', id)
    .execute();
  return id;
}

/** No email of it is under way any more. */
async function settleEmails(requestId: string): Promise<void> {
  await db
    .updateTable('email')
    .set({ state: 'sent', sent_at: new Date() })
    .where('request_id', '=', requestId)
    .execute();
}

async function keptFor(requestId: string, days: number): Promise<void> {
  await setRequest(requestId, `kept_since = now() - interval '${days} days'`).execute(db);
}

const due = async (comune: Comune) =>
  (await findRequestsToErase(db, 1_000))
    .filter(({ municipalityId }) => municipalityId === comune.id)
    .map(({ requestId }) => requestId);

describe('after a request was erased', () => {
  test('no table holds a word of the requester, and all is still counted', async () => {
    const comune = await createComune(db);
    const [first, second] = [await addVolunteer(db, comune), await addVolunteer(db, comune)];
    const requestId = await addCanary(comune);
    const byHand = { volunteerId: first, kind: 'excluded', note: 'preferisce una donna' } as const;
    expect(await chooseByHand(db, comune.anna, requestId, byHand)).toBe('chosen');
    await askInformation(db, comune.anna, { requestId, question: 'domanda canarina', mailDomain });
    const [asked] = await listInformation(db, requestId);
    const answered = { requestId, informationId: asked?.id ?? '', answer: 'risposta canarina' };
    expect(await answerInformation(db, comune.id, answered)).toBe('answered');
    // Discarded with a note, restored by hand, then sent.
    const discarded = await decideFor(db, comune.anna, requestId, {
      kind: 'discard',
      reason: 'other',
      note: 'le figlie non lo sanno',
    });
    await discard(db, requestId, discarded);
    await setRequest(requestId, "status = 'awaiting_operator'").execute(db);
    await setRequest(requestId, 'time_required = false').execute(db);
    const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
    const selection = await selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
    expect(selection.kind).toBe('selected');
    await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
    await settleEmails(requestId);
    // The search sees what there is to see.
    const seen = (await findWordsInDatabase(db, words)).map((one) => one.split(': ')[1]);
    expect(new Set(seen)).toEqual(new Set(words.map((word) => word.toLowerCase())));
    const before = await findHelpRequest(db, comune.id, requestId);

    const erasure = { municipalityId: comune.id, requestId, byOperator: comune.anna.id };
    expect(await eraseRequest(db, erasure)).toBe('erased');
    expect(await findWordsInDatabase(db, words)).toEqual([]);
    const after = await findHelpRequest(db, comune.id, requestId);
    expect(after).toMatchObject({
      reference: before?.reference,
      status: 'dispatched',
      need: before?.need,
      zone: before?.zone,
      submittedAt: before?.submittedAt,
      givenName: '',
      description: '',
      offers: [{ volunteerId: second, state: 'closed', reasons: { skills: [], time: null } }],
    });
    expect(after?.erasedAt).toBeInstanceOf(Date);
    expect(after?.emails).toHaveLength(before?.emails.length ?? 0);
    expect(after?.emails.find(({ kind }) => kind === 'receipt_to_requester')?.recipientName).toBeNull();
    expect(after?.timeline[0]).toMatchObject({ event: 'erased', by: comune.anna.name });
    expect(after?.timeline.slice(1)).toEqual(before?.timeline);
    expect(await eraseRequest(db, erasure)).toBe('already_erased');
  });

  test('its link opens nothing, its name finds nothing, and nothing can be decided', async () => {
    const comune = await createComune(db);
    const requestId = await addAwaiting(db, comune, { requester: { familyName: 'Sparita' } });
    await discardNow(db, comune.anna, requestId);
    const { reference, secret } = await db
      .selectFrom('help_request')
      .select(['reference', 'secret'])
      .where('id', '=', requestId)
      .executeTakeFirstOrThrow();
    expect(await findRequestForCitizen(db, comune.id, reference, secret)).toBeDefined();
    expect(await eraseRequest(db, { municipalityId: comune.id, requestId })).toBe('erased');
    for (const key of [secret, '']) expect(await findRequestForCitizen(db, comune.id, reference, key)).toBeUndefined();
    const search = { municipalityId: comune.id, limit: 10 };
    expect((await listHelpRequests(db, { ...search, q: 'Sparita' })).items).toEqual([]);
    expect((await listHelpRequests(db, { ...search, q: reference })).items).toMatchObject([{ id: requestId }]);
    for (const kind of ['restore', 'dispatch', 'close'] as const) {
      expect(await recordDecision(db, comune.anna, requestId, { kind })).toEqual({ kind: 'request_erased' });
    }
  });
});

test('what was asked can be taken back until it is done, and then stays to be shown', async () => {
  const comune = await createComune(db);
  const requestId = await addAwaiting(db, comune);
  await discardNow(db, comune.anna, requestId);
  expect(await askErasure(db, comune.id, requestId)).toBeInstanceOf(Date);
  await withdrawErasure(db, comune.id, requestId);
  expect(await countErasures(db, comune.id)).toBeUndefined();
  const dueAt = await askErasure(db, comune.id, requestId);
  expect(await countErasures(db, comune.id)).toEqual({ count: 1, firstDueAt: dueAt });
  expect(await eraseRequest(db, { municipalityId: comune.id, requestId })).toBe('erased');
  // Taken back at the same instant, a moment too late.
  await withdrawErasure(db, comune.id, requestId);
  const duties = db.selectFrom('erasure_request').select('done_at').where('request_id', '=', requestId);
  expect(await duties.execute()).toEqual([{ done_at: expect.any(Date) }]);
});

describe('the planner’s samples', () => {
  test('take nothing of what nobody searches by, and of the rest nothing that is older than a night', async () => {
    const comune = await createComune(db);
    const requestId = await addCanary(comune);
    const byHand = {
      volunteerId: await addVolunteer(db, comune),
      kind: 'excluded',
      note: 'preferisce una donna',
    } as const;
    await chooseByHand(db, comune.anna, requestId, byHand);
    const withNote = { kind: 'discard', reason: 'other', note: 'le figlie non lo sanno' } as const;
    await discard(db, requestId, await decideFor(db, comune.anna, requestId, withNote));
    await settleEmails(requestId);
    await sql`analyze`.execute(db);
    const sampled = async () => (await findWordsInDatabase(db, words)).filter((place) => place.startsWith('sample'));
    // What a request is found by, and no note, address or secret.
    const searched = ['ermenegilda', 'pappagallini', '3397778881'].map(
      (word) => `sample of help_request.search: ${word}`,
    );
    expect(await sampled()).toEqual(expect.arrayContaining(searched));
    for (const place of await sampled()) expect(place).toMatch(/^sample of help_request\.(search|telephone): /);
    expect(await eraseRequest(db, { municipalityId: comune.id, requestId })).toBe('erased');
    const asWorker = openDatabase(database.appUrl);
    onTestFinished(() => asWorker.destroy());
    await resampleRequests(asWorker);
    expect(await sampled()).toEqual([]);
  });
});

describe('what is not erased', () => {
  test('is a request that nobody decided, another Comune’s, or one with a decision or an email under way', async () => {
    const comune = await createComune(db);
    const erase = (requestId: string, municipalityId = comune.id) => eraseRequest(db, { municipalityId, requestId });
    expect(await erase(await addSubmitted(db, comune))).toBe('still_open');
    expect(await erase(await addAwaiting(db, comune))).toBe('still_open');

    const discarded = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, discarded);
    expect(await erase(discarded, (await createComune(db)).id)).toBe('request_not_found');
    await decideFor(db, comune.anna, discarded, { kind: 'restore' });
    expect(await erase(discarded)).toBe('in_progress');

    const unsent = await addAwaiting(db, comune, { requester: { email: 'a@b.example' } });
    await dispatchNow(db, comune.anna, unsent);
    expect(await erase(unsent)).toBe('in_progress');
    await keptFor(discarded, 400);
    await keptFor(unsent, 400);
    expect(await due(comune)).toEqual([]);
    await settleEmails(unsent);
    expect(await due(comune)).toEqual([unsent]);
    expect(await erase(unsent)).toBe('erased');
  });

  test('can’t lack a personal field, and what is erased can’t have one', async () => {
    const comune = await createComune(db);
    const [kept, erased] = [await addAwaiting(db, comune), await addAwaiting(db, comune)];
    for (const id of [kept, erased]) await discardNow(db, comune.anna, id);
    await eraseRequest(db, { municipalityId: comune.id, requestId: erased });
    for (const column of ['given_name', 'family_name', 'telephone', 'address', 'description', 'secret']) {
      expect(await refusalOf(db, setRequest(kept, `${column} = ''`))).toBe(`help_request_${column}_check`);
    }
    expect(await refusalOf(db, setRequest(kept, 'erased_at = now()'))).toBe('help_request_erased');
    const again = [
      "given_name = 'A'",
      "family_name = 'A'",
      "telephone = '+390101234'",
      "email = 'a@b.example'",
      "address = 'A'",
      "description = 'A'",
      "secret = 'A'",
      "idempotency_key = 'A'",
      "fingerprint = sha256('A')",
      "preferred_date = now(), preferred_part = 'morning'",
      "status = 'awaiting_operator'",
    ];
    for (const assignment of again) {
      expect(await refusalOf(db, setRequest(erased, assignment))).toBe('help_request_erased');
    }
    expect(await refusalOf(db, setRequest(kept, 'kept_since = null'))).toBe('help_request_kept');
  });
});

describe('what is due', () => {
  test('is kept as long as its Comune says, for each outcome, from the decision', async () => {
    const comune = await createComune(db);
    const [binned, sent] = [await addAwaiting(db, comune), await addAwaiting(db, comune)];
    await discardNow(db, comune.anna, binned);
    await dispatchNow(db, comune.anna, sent);
    await keptFor(binned, 29);
    await keptFor(sent, 364);
    expect(await due(comune)).toEqual([]);
    await keptFor(binned, 31);
    expect(await due(comune)).toEqual([binned]);
    await keptFor(sent, 366);
    expect(await due(comune)).toEqual([sent, binned]);
    await db.updateTable('municipality').set({ discarded_kept_days: 60 }).where('id', '=', comune.id).execute();
    expect(await due(comune)).toEqual([sent]);
    await eraseRequest(db, { municipalityId: comune.id, requestId: sent });
    expect(await due(comune)).toEqual([]);
  });

  test('begins anew for a request that was restored and decided again', async () => {
    const comune = await createComune(db);
    const requestId = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, requestId);
    await keptFor(requestId, 31);
    await setRequest(requestId, "status = 'awaiting_operator'").execute(db);
    expect(await due(comune)).toEqual([]);
    await discardNow(db, comune.anna, requestId);
    expect(await due(comune)).toEqual([]);
  });
});
