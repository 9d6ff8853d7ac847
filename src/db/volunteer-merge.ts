import { type RawBuilder, sql } from 'kysely';
import { isUuid } from '../domain/identity.ts';
import { type MergeSummary, uniteCharacteristics } from '../domain/volunteer-merge.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';
import { lockNotAvailable, sqlStateOf } from './sql-state.ts';
import { readCharacteristics, storeCharacteristics } from './volunteer-characteristics.ts';
import { recordVolunteerEvent } from './volunteer-events.ts';

/** A volunteer as the operator saw them. */
type Seen = { id: string; version: number };

export type Merge = {
  keep: Seen;
  drop: Seen;
  /** What the event's note says: of whom nothing is left, and what was done. */
  describe(dropped: { givenName: string; familyName: string; email: string }, summary: MergeSummary): string;
};

export type MergeOutcome =
  | { kind: 'merged'; summary: MergeSummary }
  /** One of the two is not there: another operator merged them first, or it never was this Comune's. */
  | { kind: 'not_found' }
  | { kind: 'stale' }
  /** An email to one of them is on its way, or one that would be lost waits to be sent. */
  | { kind: 'sending' };

/**
 * Makes two volunteers one: what the dropped one had goes to the kept one, whose name, contacts and approval stay. All
 * or nothing. The two rows are locked in the order of their ids, so of two operators who merge them at once, whichever
 * way round, the second finds one of them gone.
 */
export async function mergeVolunteers(db: Db, operator: Operator, merge: Merge): Promise<MergeOutcome> {
  const { keep, drop } = merge;
  if (!isUuid(keep.id) || !isUuid(drop.id) || keep.id === drop.id) return { kind: 'not_found' };
  const { municipalityId } = operator;
  const merged = db.transaction().execute(async (tx): Promise<MergeOutcome> => {
    const both = await tx
      .selectFrom('volunteer')
      .select(['id', 'version', 'given_name as givenName', 'family_name as familyName', 'email'])
      .where('municipality_id', '=', municipalityId)
      .where('id', 'in', [keep.id, drop.id])
      .orderBy('id')
      .forUpdate()
      .execute();
    const kept = both.find(({ id }) => id === keep.id);
    const dropped = both.find(({ id }) => id === drop.id);
    if (kept === undefined || dropped === undefined) return { kind: 'not_found' };
    if (kept.version !== keep.version || dropped.version !== drop.version) return { kind: 'stale' };
    if (await isBeingWrittenTo(tx, keep.id, drop.id)) return { kind: 'sending' };

    const doubleOffers = await dropDoubleOffers(tx, keep.id, drop.id);
    const summary: MergeSummary = {
      doubleOffers,
      offers: await move(tx, sql`update offer set volunteer_id = ${keep.id} where volunteer_id = ${drop.id}`),
      events: await move(tx, sql`update volunteer_event set volunteer_id = ${keep.id} where volunteer_id = ${drop.id}`),
      // Emails with a link of the dropped one go with the link: it must open nobody's page any more.
      emails: await move(
        tx,
        sql`
        update email set recipient_id = ${keep.id} where recipient_id = ${drop.id} and volunteer_link_id is null`,
      ),
    };
    await uniteRows(tx, municipalityId, keep.id, drop.id);
    await tx.deleteFrom('volunteer').where('id', '=', drop.id).execute();
    await appendAudit(tx, municipalityId, { action: 'erase', of: { kind: 'volunteer', ids: [drop.id] } });
    const about = { municipality_id: municipalityId, volunteer_id: keep.id };
    const note = merge.describe(dropped, summary);
    await recordVolunteerEvent(tx, about, { event: 'merged', note, byOperator: operator.id });
    return { kind: 'merged', summary };
  });
  return await merged.catch((error: unknown): MergeOutcome => {
    if (sqlStateOf(error) === lockNotAvailable) return { kind: 'sending' };
    throw error;
  });
}

/**
 * Takes what is about either of the two. Who sends holds an email and may want a volunteer, as we do the other way
 * round: so nothing here waits.
 */
async function isBeingWrittenTo(tx: Db, keepId: string, dropId: string): Promise<boolean> {
  const { rows } = await sql<{ state: string; doubled: boolean }>`
    select email.state, coalesce(exists (
      select from offer mine join offer other on other.request_id = mine.request_id and other.id <> mine.id
      where mine.id = email.offer_id and other.volunteer_id in (${keepId}, ${dropId})), false) as doubled
    from email where recipient_id in (${keepId}, ${dropId}) for update of email nowait`.execute(tx);
  await sql`select from offer where volunteer_id in (${keepId}, ${dropId}) for update nowait`.execute(tx);
  return rows.some(({ state, doubled }) => state === 'sending' || (doubled && state === 'queued'));
}

/**
 * Of a request that both were offered one offer stays, the one that went further. Emails that its twin lacks go over to
 * it; the others told the same thing twice and go.
 * @returns how many there were
 */
async function dropDoubleOffers(tx: Db, keepId: string, dropId: string): Promise<number> {
  const { rows } = await sql<{ stays: string; goes: string }>`
    select case when d.further then d.id else k.id end as stays, case when d.further then k.id else d.id end as goes
    from offer k cross join lateral (
      select id, ${progress(sql`offer.state`)} > ${progress(sql`k.state`)} as further from offer
      where offer.request_id = k.request_id and offer.volunteer_id = ${dropId}) d
    where k.volunteer_id = ${keepId}`.execute(tx);
  for (const { stays, goes } of rows) {
    await sql`
      update email set offer_id = ${stays} where offer_id = ${goes} and not exists (
        select from email twin where twin.offer_id = ${stays} and twin.kind = email.kind
          and twin.round = email.round)`.execute(tx);
    await sql`
      update offer set replaces_offer_id = case when id = ${stays}
        or exists (select from offer other where other.replaces_offer_id = ${stays}) then null else ${stays}::uuid end
      where replaces_offer_id = ${goes}`.execute(tx);
    await tx.updateTable('timeline_entry').set({ offer_id: stays }).where('offer_id', '=', goes).execute();
    await tx.deleteFrom('offer').where('id', '=', goes).execute();
  }
  return rows.length;
}

function progress(state: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`array_position(array['undeliverable', 'closed', 'declined', 'open', 'accepted'], ${state})`;
}

/** What the kept one lacked, from the dropped one. */
async function uniteRows(tx: Db, municipalityId: string, keepId: string, dropId: string): Promise<void> {
  const kept = await readCharacteristics(tx, municipalityId, keepId);
  const dropped = await readCharacteristics(tx, municipalityId, dropId);
  if (kept === undefined || dropped === undefined) throw new Error('a volunteer whose row is locked is not there');
  await storeCharacteristics(tx, municipalityId, keepId, uniteCharacteristics(kept, dropped));
  await sql`
    update volunteer k set birth_date = coalesce(k.birth_date, d.birth_date),
      last_offered_at = greatest(k.last_offered_at, d.last_offered_at)
    from volunteer d where k.id = ${keepId} and d.id = ${dropId}`.execute(tx);
}

async function move(tx: Db, update: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await update.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
