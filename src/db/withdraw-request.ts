import { sql } from 'kysely';
import type { Status } from '../domain/status.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import { type About, record } from './timeline.ts';
import { unsettledEmail } from './undelivered.ts';

/** What is left to deliver, and what came of it; `in_hand`: it is being sent right now, so who is told isn't known yet. */
export type Withdrawal =
  | { kind: 'withdrawn'; decisionId: string | null; heldIds: string[]; letterIds: string[] }
  | { kind: 'already_over' | 'in_hand' | 'request_not_found' };

/**
 * Withdraws a request for who asked, however far it has come. Not sent yet, it is discarded by its run like any other,
 * and what operators decided and nobody has begun to carry out has no effect; sent, it is closed, its offers end, and
 * whoever was told is written to. The row is locked, as by whoever decides. Asked again it is the same withdrawing.
 */
export async function withdrawRequest(
  db: Db,
  { municipalityId, requestId, mailDomain }: { municipalityId: string; requestId: string; mailDomain: string },
): Promise<Withdrawal> {
  return await db.transaction().execute(async (tx): Promise<Withdrawal> => {
    const request = await tx
      .selectFrom('help_request')
      .select(['status', 'closed_at', 'erased_at', 'withdrawn_at'])
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (request === undefined || request.erased_at !== null) return { kind: 'request_not_found' };
    if (request.withdrawn_at !== null) return { kind: 'withdrawn', decisionId: null, heldIds: [], letterIds: [] };
    if (request.status === 'discarded' || request.closed_at !== null) return { kind: 'already_over' };
    if (await isBeingSent(tx, requestId)) return { kind: 'in_hand' };

    const about: About = { municipality_id: municipalityId, request_id: requestId };
    await markWithdrawn(tx, requestId, request.status);
    const heldIds = await supersedePending(tx, about);
    const decisionId = await insertWithdrawal(tx, about, request.status);
    await record(tx, about, 'withdrawn');
    await appendAudit(tx, municipalityId, { action: 'decide', of: { kind: 'request', ids: [requestId] } });
    if (request.status !== 'dispatched') return { kind: 'withdrawn', decisionId, heldIds, letterIds: [] };
    const letterIds = await queueLetters(tx, about, mailDomain);
    await tx
      .updateTable('offer')
      .set({ state: 'closed' })
      .where('request_id', '=', requestId)
      .where('state', '=', 'open')
      .execute();
    return { kind: 'withdrawn', decisionId: null, heldIds, letterIds };
  });
}

/** Volunteers are chosen and not all of them have an answer, or the head of operations has none: minutes, as a rule. */
async function isBeingSent(tx: Db, requestId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from email e
    where e.request_id = ${requestId} and e.kind in ('request_to_volunteer', 'dispatch_to_lead') and ${unsettledEmail}
    union all
    select 1 from decision d join offer o on o.decision_id = d.id
    where d.request_id = ${requestId} and d.outcome is null
    limit 1`.execute(tx);
  return rows.length > 0;
}

async function markWithdrawn(tx: Db, requestId: string, status: Status): Promise<void> {
  await tx
    .updateTable('help_request')
    .set({ withdrawn_at: sql<Date>`now()`, ...(status === 'dispatched' && { closed_at: sql<Date>`now()` }) })
    .where('id', '=', requestId)
    .execute();
}

/** @returns those that are waited out, whose runs need not wait any more */
async function supersedePending(tx: Db, about: About): Promise<string[]> {
  const superseded = await tx
    .updateTable('decision')
    .set({ outcome: 'superseded', settled_at: sql<Date>`now()` })
    .where('request_id', '=', about.request_id)
    .where('outcome', 'is', null)
    .returning(['id', 'decided_by', 'undo_until'])
    .execute();
  for (const { decided_by } of superseded) await record(tx, about, 'decision_superseded', decided_by);
  return superseded.filter(({ undo_until }) => undo_until !== null).map(({ id }) => id);
}

async function insertWithdrawal(tx: Db, about: About, status: Status): Promise<string> {
  const closes = status === 'dispatched';
  const { id } = await tx
    .insertInto('decision')
    .values({
      municipality_id: about.municipality_id,
      request_id: about.request_id,
      round: sql`(select coalesce(max(round), 0) + 1 from decision where request_id = ${about.request_id})`,
      kind: closes ? 'close' : 'discard',
      reason: closes ? null : 'withdrawn',
      outcome: closes ? 'closed' : null,
      settled_at: closes ? sql<Date>`now()` : null,
      decided_by: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** One for each volunteer whose email was sent, or may have been, and one for the head of operations. */
async function queueLetters(tx: Db, { municipality_id, request_id }: About, mailDomain: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with told (kind, recipient_id) as (
      select distinct 'withdrawn_to_volunteer', o.volunteer_id
      from email e join offer o on o.id = e.offer_id
      where e.request_id = ${request_id} and e.state in ('sent', 'ambiguous') and o.volunteer_id is not null
      union all
      select 'withdrawn_to_lead', id from operations_lead where municipality_id = ${municipality_id}
    ), fresh as (select uuidv7() as id, told.* from told)
    insert into email (id, municipality_id, kind, subject_id, recipient_id, round, request_id, message_id)
    select id, ${municipality_id}::uuid, kind, ${request_id}::uuid, recipient_id, 0, ${request_id}::uuid,
      '<' || id || '@' || ${mailDomain}::text || '>'
    from fresh
    on conflict (kind, subject_id, recipient_id, round) do nothing
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}
