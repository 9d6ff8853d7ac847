import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { claimDigest, type DigestClaim } from '../../src/db/digests.ts';
import { loadEmailContent } from '../../src/db/email-content.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, discardNow, mailDomain, readTimeline } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
beforeEach(async () => {
  comune = await createComune(db);
});
afterAll(() => database.drop());

const claim = (requestId: string, reason: 'new' | 'late' = 'new') =>
  claimDigest(db, { municipalityId: comune.id, requestId, reason, mailDomain });

const emailsOf = (claimed: DigestClaim) => (claimed.kind === 'claimed' ? claimed.emailIds : [claimed.kind]);

/** The interval since the last digest is over. */
async function passInterval(): Promise<void> {
  await sql`update digest set created_at = created_at - interval '60 seconds'`.execute(db);
}

async function readDigest(emailId: string | undefined) {
  const email = await db
    .selectFrom('email')
    .selectAll()
    .where('id', '=', emailId ?? '')
    .executeTakeFirstOrThrow();
  const content = await loadEmailContent(db, email);
  if (content?.kind !== 'new_requests_to_operator') throw new Error('this is no digest');
  return content;
}

async function referenceOf(id: string): Promise<string> {
  return (await db.selectFrom('help_request').select('reference').where('id', '=', id).executeTakeFirstOrThrow())
    .reference;
}

describe('a digest', () => {
  it('goes out at once for the first request, one email for each operator of the Comune and nobody else', async () => {
    await createComune(db);
    const requestId = await addSubmitted(db, comune);
    const emails = emailsOf(await claim(requestId));
    const stored = await db.selectFrom('email').selectAll().where('id', 'in', emails).execute();
    expect(stored.map((one) => one.recipient_id).sort()).toEqual([comune.anna.id, comune.bruno.id].sort());
    for (const one of stored) {
      expect(one).toMatchObject({ kind: 'new_requests_to_operator', state: 'queued', municipality_id: comune.id });
    }
    expect((await readTimeline(db, requestId)).map(({ event }) => event)).toEqual(['submitted', 'announced']);
  });

  it('lists all that came meanwhile, once the interval is over, and until then says how long to wait', async () => {
    await claim(await addSubmitted(db, comune));
    const burst = [];
    for (let i = 0; i < 5; i += 1) burst.push(await addSubmitted(db, comune));
    for (const id of burst) {
      const answer = await claim(id);
      if (answer.kind !== 'too_soon') throw new Error(answer.kind);
      expect(answer.waitMs).toBeGreaterThan(50_000);
      expect(answer.waitMs).toBeLessThanOrEqual(60_000);
    }
    await passInterval();
    const answers = await Promise.all(burst.map((id) => claim(id)));
    const claimed = answers.map(emailsOf).filter((emails) => emails.length > 0);
    expect(claimed).toHaveLength(1);
    const { items } = await readDigest(claimed[0]?.[0]);
    expect(items.map((item) => item.reference)).toEqual(await Promise.all(burst.map(referenceOf)));
    expect(items.map((item) => item.late)).toEqual(Array(5).fill(false));
  });

  it('is the same for the run that claimed it, however often it asks, also within the interval', async () => {
    const requestId = await addSubmitted(db, comune);
    const answers = await Promise.all([claim(requestId), claim(requestId), claim(requestId)]);
    expect(emailsOf(answers[0] ?? { kind: 'too_soon', waitMs: 0 })).toHaveLength(2);
    for (const answer of [...answers, await claim(requestId)]) expect(answer).toEqual(answers[0]);
    expect(await db.selectFrom('digest').selectAll().where('claimed_by', '=', requestId).execute()).toHaveLength(1);
    expect((await readTimeline(db, requestId)).filter(({ event }) => event === 'announced')).toHaveLength(1);
  });

  it('leaves the emails to the run that claimed it', async () => {
    const [first, second] = [await addSubmitted(db, comune), await addSubmitted(db, comune)];
    await claim(first);
    expect(await claim(second)).toEqual({ kind: 'claimed', emailIds: [] });
  });

  it("does not wait for another Comune's, nor list its requests", async () => {
    const other = await createComune(db);
    const theirs = await addSubmitted(db, other);
    await claim(await addSubmitted(db, comune));
    const waiting = await addSubmitted(db, other);
    const claimed = await claimDigest(db, { municipalityId: other.id, requestId: theirs, reason: 'new', mailDomain });
    const { items, municipality } = await readDigest(emailsOf(claimed)[0]);
    expect(items.map((item) => item.reference)).toEqual([await referenceOf(theirs), await referenceOf(waiting)]);
    expect(municipality.slug).toBe(other.slug);
  });

  it('keeps to the interval that the Comune has set', async () => {
    await db.updateTable('municipality').set({ digest_interval_seconds: 600 }).where('id', '=', comune.id).execute();
    await claim(await addSubmitted(db, comune));
    const answer = await claim(await addSubmitted(db, comune));
    expect(answer.kind === 'too_soon' && answer.waitMs > 590_000).toBe(true);
  });

  it('is nothing for a request that is gone', async () => {
    expect(await claim('00000000-0000-4000-8000-000000000000')).toEqual({ kind: 'claimed', emailIds: [] });
  });
});

describe('a late request', () => {
  async function readLate(id: string) {
    return await db
      .selectFrom('help_request')
      .select(['late_at', 'announced_late_in'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
  }

  it('is marked and announced once more, as late, and only once', async () => {
    const requestId = await addAwaiting(db, comune);
    await claim(requestId);
    await passInterval();
    const late = await claim(requestId, 'late');
    const { items } = await readDigest(emailsOf(late)[0]);
    expect(items.map((item) => [item.reference, item.late])).toEqual([[await referenceOf(requestId), true]]);
    expect((await readLate(requestId)).late_at).not.toBeNull();
    expect(await claim(requestId, 'late')).toEqual(late);
    expect((await readTimeline(db, requestId)).at(-1)).toEqual({ event: 'announced_late', by: null });
  });

  it('is marked even while its digest has to wait', async () => {
    const requestId = await addAwaiting(db, comune);
    await claim(requestId);
    expect((await claim(requestId, 'late')).kind).toBe('too_soon');
    const { late_at, announced_late_in } = await readLate(requestId);
    expect([late_at === null, announced_late_in]).toEqual([false, null]);
  });

  it("stands in another's digest of new ones, where that comes first", async () => {
    const requestId = await addAwaiting(db, comune);
    await claim(requestId);
    await claim(requestId, 'late');
    await passInterval();
    const fresh = await addSubmitted(db, comune);
    const { items } = await readDigest(emailsOf(await claim(fresh))[0]);
    expect(items.map((item) => [item.reference, item.late])).toEqual([
      [await referenceOf(requestId), true],
      [await referenceOf(fresh), false],
    ]);
    expect(await claim(requestId, 'late')).toEqual({ kind: 'claimed', emailIds: [] });
  });

  it('is none that somebody has decided: nothing is marked or announced', async () => {
    const requestId = await addAwaiting(db, comune);
    await claim(requestId);
    await discardNow(db, comune.anna, requestId);
    await passInterval();
    expect(await claim(requestId, 'late')).toEqual({ kind: 'claimed', emailIds: [] });
    expect(await readLate(requestId)).toEqual({ late_at: null, announced_late_in: null });
  });
});
