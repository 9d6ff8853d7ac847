import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Db } from '../../src/db/database.ts';
import { type Choice, recordDecision } from '../../src/db/decisions.ts';
import { markImported } from '../../src/db/imports.ts';
import type { Operator } from '../../src/db/operators.ts';
import { discard, markDispatched, openForDecision } from '../../src/db/status.ts';
import { insertSubmission, type NewSubmission } from '../../src/db/submissions.ts';
import { makeReference } from '../../src/domain/reference.ts';
import type { Requester, Submission } from '../../src/domain/submission.ts';
import type { Comune } from './comune-fixture.ts';

export const mailDomain = 'comune.example';

export type RequestChanges = Partial<Omit<Submission, 'requester'>> & {
  requester?: Partial<Requester>;
  submittedBy?: Operator;
};

export function makeSubmission({ requester, submittedBy, ...changes }: RequestChanges = {}): Submission {
  return {
    need: 'spesa',
    description: 'Latte e pane',
    privacyNoticeRead: true,
    channel: submittedBy === undefined ? 'citizen' : 'office',
    ...changes,
    requester: {
      givenName: 'Giuseppe',
      familyName: 'Canarino',
      telephone: '+393331234567',
      address: 'Via dei Canarini 7',
      zone: 'centro',
      ...requester,
    },
  };
}

export function makeNewSubmission(comune: { id: string }, changes: RequestChanges = {}): NewSubmission {
  return {
    municipalityId: comune.id,
    submission: makeSubmission(changes),
    idempotencyKey: randomUUID(),
    fingerprint: randomBytes(32),
    reference: makeReference(randomInt),
    secret: randomBytes(24).toString('base64url'),
    submittedBy: changes.submittedBy?.id ?? null,
    apiKeyId: null,
    mailDomain,
  };
}

/** A request as the form leaves it. @returns its id */
export async function addSubmitted(db: Db, comune: { id: string }, changes: RequestChanges = {}): Promise<string> {
  const inserted = await insertSubmission(db, makeNewSubmission(comune, changes));
  if (typeof inserted === 'string') throw new Error(inserted);
  return inserted.requestId;
}

/** A request in the operators' table; any other that was submitted is imported with it. */
export async function addAwaiting(db: Db, comune: Comune, changes: RequestChanges = {}): Promise<string> {
  const id = await addSubmitted(db, comune, changes);
  await markImported(db, comune.anna);
  await openForDecision(db, id);
  return id;
}

/** An operator's decision, committed and not yet carried out. @returns its id */
export async function decideFor(db: Db, operator: Operator, requestId: string, choice: Choice): Promise<string> {
  const recorded = await recordDecision(db, operator, requestId, choice);
  if (recorded.kind !== 'recorded') throw new Error(`the decision of the test was not recorded: ${recorded.kind}`);
  return recorded.decision.id;
}

/** Sent, with the first volunteer told. @returns the decision's id */
export async function dispatchNow(db: Db, operator: Operator, requestId: string): Promise<string> {
  const decisionId = await decideFor(db, operator, requestId, { kind: 'dispatch' });
  await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
  return decisionId;
}

/** In the bin. @returns the decision's id */
export async function discardNow(db: Db, operator: Operator, requestId: string): Promise<string> {
  const decisionId = await decideFor(db, operator, requestId, { kind: 'discard', reason: 'duplicate' });
  await discard(db, requestId, decisionId);
  return decisionId;
}

/** What the timeline of a request says, oldest first. */
export async function readTimeline(db: Db, requestId: string): Promise<{ event: string; by: string | null }[]> {
  return await db
    .selectFrom('timeline_entry')
    .leftJoin('operator', 'operator.id', 'timeline_entry.by_operator')
    .select(['event', 'operator.name as by'])
    .where('request_id', '=', requestId)
    .orderBy('timeline_entry.id')
    .execute();
}

export async function readStatus(db: Db, requestId: string): Promise<string> {
  const { status } = await db
    .selectFrom('help_request')
    .select('status')
    .where('id', '=', requestId)
    .executeTakeFirstOrThrow();
  return status;
}
