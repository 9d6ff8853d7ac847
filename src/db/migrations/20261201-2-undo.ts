import { type Kysely, sql } from 'kysely';
import { widenCheck } from './widen-check.ts';

/** A decision can be held for some seconds, in which it can be undone: «Annulla» (ADR 0032). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table municipality add column undo_seconds smallint not null default 10
      check (undo_seconds between 0 and 60)`.execute(db);
  await sql`
    alter table decision
      add column undo_until timestamptz,
      add column undone_by uuid,
      add column undo_signalled_at timestamptz,
      add constraint decision_undone_by_fkey foreign key (municipality_id, undone_by)
        references operator (municipality_id, id),
      -- What moves no status, or only back, has nothing to wait for.
      add constraint decision_held check (undo_until is null or kind in ('dispatch', 'discard')),
      add constraint decision_held_ahead check (undo_until > decided_at),
      add constraint decision_undone check ((undone_by is not null) = (outcome is not distinct from 'undone')),
      add constraint decision_undone_in_time
        check (outcome is distinct from 'undone' or (undo_until is not null and settled_at < undo_until)),
      add constraint decision_undo_told check (undo_signalled_at is null or outcome is not distinct from 'undone')`.execute(
    db,
  );
  await widenCheck(db, 'decision', 'decision_outcome_check', sql`outcome = 'undone'`);
  await widenCheck(db, 'decision', 'decision_check2', sql`outcome = 'undone'`);
  await widenCheck(db, 'timeline_entry', 'timeline_entry_event_check', sql`event = 'undone'`);
  await sql`
    create index decision_held_by on decision (municipality_id, decided_by)
      where outcome is null and undo_until is not null`.execute(db);
  await sql`
    create index decision_undo_unsignalled on decision (settled_at)
      where outcome = 'undone' and undo_signalled_at is null`.execute(db);
  await createWayToUndone(db);
}

/** For the monitor, which looks over all Comuni (`20261128-9-isolation.ts`). */
async function createWayToUndone(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function unsignalled_undos(most integer) returns table (municipality_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
      select municipality_id, id from decision
      where outcome = 'undone' and undo_signalled_at is null and settled_at < now() - interval '3 seconds'
      order by settled_at limit $1 $$`.execute(db);
  await sql`revoke execute on function unsignalled_undos from public`.execute(db);
  await sql`grant execute on function unsignalled_undos to easycare_app`.execute(db);
}
