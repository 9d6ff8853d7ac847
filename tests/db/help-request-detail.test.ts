import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRequestForCitizen } from '../../src/db/citizen-request.ts';
import type { Db } from '../../src/db/database.ts';
import { recordDecision } from '../../src/db/decisions.ts';
import { claimDigest } from '../../src/db/digests.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { markDispatched } from '../../src/db/status.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, decideFor, discardNow, mailDomain } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

async function read(id: string) {
  const found = await findHelpRequest(db, comune.id, id);
  if (found === undefined) throw new Error('the request of the test is not there');
  return found;
}

describe('one request', () => {
  it('shows what was asked, before anything has happened', async () => {
    const preferredTime = { date: '2026-12-24', part: 'morning' as const };
    const id = await addSubmitted(db, comune, { need: 'trasporto', preferredTime, submittedBy: comune.anna });
    const { reference, submittedAt, timeline, ...rest } = await read(id);
    expect(reference).toMatch(/^.{4}-.{4}$/);
    expect(submittedAt).toBeInstanceOf(Date);
    expect(timeline).toEqual([
      { at: expect.any(Date), event: 'submitted', by: 'Anna Operatrice', volunteer: null, other: null },
    ]);
    const person = { givenName: 'Giuseppe', familyName: 'Canarino', telephone: '+393331234567' };
    expect(rest).toEqual({
      id,
      ...person,
      status: 'submitted',
      version: 1,
      channel: 'office',
      need: { code: 'trasporto', label: 'Accompagnamento' },
      zone: { code: 'centro', label: 'Centro' },
      requester: { ...person, address: 'Via dei Canarini 7', zone: 'centro' },
      preferredTime,
      description: 'Latte e pane',
      submittedBy: 'Anna Operatrice',
      submittedByKey: null,
      importedAt: null,
      importedBy: null,
      lateAt: null,
      noVolunteersAt: null,
      closedAt: null,
      withdrawnAt: null,
      informationMark: null,
      information: [],
      erasedAt: null,
      decision: null,
      requirements: {
        skills: [{ code: 'guida', label: 'Guidare' }],
        vehicle: false,
        languages: [],
        languagesMatch: 'any',
        timeRequired: true,
      },
      offers: [],
      emails: [],
    });
  });

  it('shows everything that has happened, newest first, with every email about it', async () => {
    const id = await addAwaiting(db, comune, { requester: { email: 'giuseppe@esempio.example' } });
    await claimDigest(db, { municipalityId: comune.id, requestId: id, reason: 'new', mailDomain });
    const vito = await addVolunteer(db, comune);
    const decisionId = await decideFor(db, comune.bruno, id, { kind: 'dispatch' });
    await selectVolunteers(db, { requestId: id, decisionId, volunteers: 5, mailDomain });
    await db.transaction().execute((tx) => markDispatched(tx, id, decisionId));
    const detail = await read(id);
    expect(detail).toMatchObject({ status: 'dispatched', importedBy: 'Anna Operatrice', importedAt: expect.any(Date) });
    expect(detail.decision).toMatchObject({
      id: decisionId,
      kind: 'dispatch',
      by: 'Bruno Operatore',
      outcome: 'dispatched',
    });
    expect(detail.offers).toEqual([
      {
        rank: 1,
        volunteerId: vito,
        volunteerName: 'Vito Volontario',
        state: 'open',
        reasons: {
          openOffers: 0,
          lastOfferedAt: null,
          zone: 'centro',
          neighbouring: false,
          skills: [],
          byHand: false,
          languages: [],
          vehicle: false,
          time: null,
        },
        contacts: null,
      },
    ]);
    expect(
      detail.emails.map((email) => [email.kind, email.recipientName, email.state, email.attempts]).toSorted(),
    ).toEqual([
      ['dispatch_to_lead', 'Carla Capo', 'queued', 0],
      ['new_requests_to_operator', 'Anna Operatrice', 'queued', 0],
      ['new_requests_to_operator', 'Bruno Operatore', 'queued', 0],
      ['receipt_to_requester', 'Giuseppe Canarino', 'queued', 0],
      ['request_to_volunteer', 'Vito Volontario', 'queued', 0],
    ]);
    expect(detail.timeline.map(({ event, by }) => [event, by])).toEqual([
      ['dispatched', null],
      ['volunteers_selected', null],
      ['dispatch_decided', 'Bruno Operatore'],
      ['announced', null],
      ['imported', 'Anna Operatrice'],
      ['submitted', null],
    ]);
  });

  it('shows an offer that has expired as closed', async () => {
    const id = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, id, { kind: 'dispatch' });
    await addVolunteer(db, comune);
    await selectVolunteers(db, { requestId: id, decisionId, volunteers: 1, mailDomain });
    const past = { created_at: new Date('2020-01-01'), expires_at: new Date('2020-01-02') };
    await db.updateTable('offer').set(past).where('request_id', '=', id).execute();
    expect((await read(id)).offers.map((offer) => offer.state)).toEqual(['closed']);
  });

  it('shows the decision in hand, then the last that had an effect, never one that came second', async () => {
    const id = await addAwaiting(db, comune);
    const first = await decideFor(db, comune.anna, id, { kind: 'dispatch' });
    await decideFor(db, comune.bruno, id, { kind: 'discard', reason: 'other', note: 'forse' });
    expect((await read(id)).decision?.id).toBe(first);
    await db.transaction().execute((tx) => markDispatched(tx, id, first));
    expect((await read(id)).decision).toMatchObject({ id: first, outcome: 'dispatched' });
    await recordDecision(db, comune.bruno, id, { kind: 'close' });
    expect((await read(id)).decision).toMatchObject({ kind: 'close', by: 'Bruno Operatore', outcome: 'closed' });
  });

  it.each(['', '1', 'null', "' or 1=1 --", '\0', '../..', '01a20a44-4915-7722-8413-d217d02652fd'])(
    'is none with the id %j',
    async (id) => {
      expect(await findHelpRequest(db, comune.id, id)).toBeUndefined();
    },
  );
});

describe("the citizen's page", () => {
  it('shows how the request stands, to the holder of the link only', async () => {
    const id = await addAwaiting(db, comune);
    const { reference, secret } = await db
      .selectFrom('help_request')
      .select(['reference', 'secret'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const open = await findRequestForCitizen(db, comune.id, reference.toLowerCase().replace('-', ''), secret);
    expect(open).toEqual({
      id,
      reference,
      status: 'awaiting_operator',
      need: { code: 'spesa', label: 'Spesa a domicilio' },
      zone: { code: 'centro', label: 'Centro' },
      requester: {
        givenName: 'Giuseppe',
        familyName: 'Canarino',
        telephone: '+393331234567',
        address: 'Via dei Canarini 7',
        zone: 'centro',
      },
      preferredTime: null,
      description: 'Latte e pane',
      submittedAt: expect.any(Date),
      importedAt: expect.any(Date),
      settledAt: null,
      closedAt: null,
      withdrawnAt: null,
      information: [],
    });
    await discardNow(db, comune.anna, id);
    const settled = await findRequestForCitizen(db, comune.id, reference, secret);
    expect(settled).toMatchObject({ status: 'discarded', settledAt: expect.any(Date) });
    for (const wrong of [
      '',
      's'.repeat(32),
      secret.slice(1),
      `${secret}x`,
      `${secret}\0`,
      secret.toLowerCase(),
      '%'.repeat(32),
    ]) {
      expect(await findRequestForCitizen(db, comune.id, reference, wrong)).toBeUndefined();
    }
    expect(await findRequestForCitizen(db, comune.id, 'K7M4', secret)).toBeUndefined();
  });
});
