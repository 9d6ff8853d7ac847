import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findApiKey, listApiKeys } from '../../src/db/api-keys.ts';
import { findRequestForCitizen } from '../../src/db/citizen-request.ts';
import type { Db } from '../../src/db/database.ts';
import { claimDigest } from '../../src/db/digests.ts';
import { loadEmailContent } from '../../src/db/email-content.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { listHelpRequests } from '../../src/db/help-request-table.ts';
import { markImported } from '../../src/db/imports.ts';
import { createInvitation, listOpenInvitations } from '../../src/db/invitations.ts';
import { findMember, listMembers } from '../../src/db/members.ts';
import { findMunicipality } from '../../src/db/municipalities.ts';
import { findMunicipalitiesOf, findOperator } from '../../src/db/operators.ts';
import { previewSelection } from '../../src/db/preview.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { findSubmission } from '../../src/db/submissions.ts';
import { addApiKey } from '../support/api-key-fixture.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, decideFor, mailDomain } from '../support/request-fixture.ts';

/** A Comune with something in every table, and a word of its own in every field. */
type Side = {
  comune: Comune;
  word: string;
  requests: string[];
  keys: string[];
  citizens: [string, string][];
  users: string[];
};

let database: TestDatabase;
let db: Db;
let mine: Side;
let theirs: Side;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  mine = await fill('miaparola');
  theirs = await fill('altraparola');
});
afterAll(() => database.drop());

async function fill(word: string): Promise<Side> {
  const comune = await createComune(db, `comune-${word}`);
  await db.updateTable('operator').set({ name: word }).where('municipality_id', '=', comune.id).execute();
  for (const table of ['need', 'zone', 'skill'] as const) {
    await db.updateTable(table).set({ label: word }).where('municipality_id', '=', comune.id).execute();
  }
  for (let i = 0; i < 4; i += 1) await addVolunteer(db, comune, { name: word });
  const changes = {
    need: 'trasporto',
    description: word,
    requester: { givenName: word, familyName: word, address: word, email: `${word}@esempio.example` },
  };
  const dispatched = await addAwaiting(db, comune, changes);
  const decisionId = await decideFor(db, comune.anna, dispatched, { kind: 'dispatch' });
  await selectVolunteers(db, { requestId: dispatched, decisionId, volunteers: 2, mailDomain });
  await addAwaiting(db, comune, changes);
  await addSubmitted(db, comune, changes);
  await claimDigest(db, { municipalityId: comune.id, requestId: dispatched, reason: 'new', mailDomain });
  const invited = { name: word, email: `${word}@esempio.example`, role: 'clerk', invitedBy: null } as const;
  await db.transaction().execute((tx) => createInvitation(tx, { municipalityId: comune.id, ...invited }, String));
  await addApiKey(db, comune.id, { name: word });
  const rows = await db
    .selectFrom('help_request')
    .select(['id', 'idempotency_key', 'reference', 'secret'])
    .where('municipality_id', '=', comune.id)
    .execute();
  const users = await db.selectFrom('operator').select('user_id').where('municipality_id', '=', comune.id).execute();
  return {
    comune,
    word,
    requests: rows.map((row) => row.id),
    keys: rows.map((row) => row.idempotency_key),
    citizens: rows.map((row) => [row.reference, row.secret]),
    users: users.map((row) => row.user_id),
  };
}

const each = <T, R>(items: T[], read: (item: T) => Promise<R>): Promise<R[]> => Promise.all(items.map(read));

/** Every read that a Comune's people can ask for, about whatever ids they know: `of` is where those come from. */
const reads: Record<string, (comune: Comune, of: Side) => Promise<unknown>> = {
  'the table': (comune) => listHelpRequests(db, { municipalityId: comune.id, limit: 100 }),
  'the table of what was submitted': (comune) =>
    listHelpRequests(db, { municipalityId: comune.id, status: 'submitted', limit: 100 }),
  'the table, searched': (comune, of) => listHelpRequests(db, { municipalityId: comune.id, q: of.word, limit: 100 }),
  'the table, from a cursor': async (comune, of) => {
    const { next } = await listHelpRequests(db, { municipalityId: of.comune.id, limit: 1 });
    return await listHelpRequests(db, {
      municipalityId: comune.id,
      limit: 100,
      ...(next === null ? {} : { cursor: next }),
    });
  },
  'one request': (comune, of) => each(of.requests, (id) => findHelpRequest(db, comune.id, id)),
  "the citizen's page": (comune, of) =>
    each(of.citizens, ([reference, secret]) => findRequestForCitizen(db, comune.id, reference, secret)),
  'who would be chosen': (comune, of) => each(of.requests, (id) => previewSelection(db, comune.id, id)),
  'what a key made': (comune, of) => each(of.keys, (key) => findSubmission(db, comune.id, key)),
  'an operator': (comune, of) => each(of.users, (user) => findOperator(db, user, comune.id)),
  'the people': (comune) => listMembers(db, comune.id),
  'one person': async (comune, of) =>
    each(await listMembers(db, of.comune.id), ({ id }) => findMember(db, comune.id, id)),
  'who is invited': (comune) => listOpenInvitations(db, comune.id),
  'the keys of its programs': (comune) => listApiKeys(db, comune.id),
  'one key': async (comune, of) => each(await listApiKeys(db, of.comune.id), ({ id }) => findApiKey(db, comune.id, id)),
  'the Comune itself': (comune) => findMunicipality(db, comune.slug),
  "the Comuni of an operator's": (comune) =>
    findMunicipalitiesOf(db, (comune.id === mine.comune.id ? mine : theirs).users[0] ?? ''),
  'the emails': async (comune) => {
    const emails = await db.selectFrom('email').selectAll().where('municipality_id', '=', comune.id).execute();
    return await each(emails, (email) => loadEmailContent(db, email));
  },
};

/** Whose words and ids a result holds. */
function whose(result: unknown): string[] {
  const text = JSON.stringify(result) ?? '';
  return [mine, theirs]
    .filter((side) => [side.word, side.comune.id, ...side.requests].some((mark) => text.includes(mark)))
    .map((side) => side.word);
}

describe.each(Object.entries(reads))('%s', (_, read) => {
  it("shows a Comune's own", async () => {
    expect(whose(await read(mine.comune, mine))).toEqual([mine.word]);
    expect(whose(await read(theirs.comune, theirs))).toEqual([theirs.word]);
  });

  it("shows nothing of another's, although its ids are known", async () => {
    expect(whose(await read(mine.comune, theirs))).not.toContain(theirs.word);
    expect(whose(await read(theirs.comune, mine))).not.toContain(mine.word);
  });
});

describe('an import', () => {
  it("takes none of another Comune's", async () => {
    const imported = await markImported(db, mine.comune.anna);
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((id) => !mine.requests.includes(id))).toEqual([]);
  });
});
