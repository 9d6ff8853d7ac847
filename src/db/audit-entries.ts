import { sql } from 'kysely';
import type {
  AuditAction,
  AuditActor,
  AuditActorKind,
  AuditEntry,
  AuditPeriod,
  AuditSubject,
} from '../domain/audit.ts';
import { currentScope, disclose } from './audit-scope.ts';
import type { Db } from './database.ts';

/**
 * Appends to a Comune's audit trail: what changes data in the transaction that changes it, what shows them before they
 * are shown. Throws where it can't, so that neither happens unseen.
 * @param actor who did it, where that is not who is at work
 */
export async function appendAudit(
  db: Db,
  municipalityId: string,
  entries: AuditEntry | readonly AuditEntry[],
  actor?: AuditActor,
): Promise<void> {
  const scope = currentScope();
  const by = actor ?? scope.actor();
  const rows = [entries].flat().map(({ action, of }: AuditEntry) => ({
    municipality_id: municipalityId,
    actor_kind: by.kind,
    actor_id: 'id' in by ? by.id : null,
    action,
    subject_kind: of?.kind ?? null,
    subject_ids: [...new Set(of?.ids ?? [])],
    call_id: scope.callId,
  }));
  if (rows.length === 0) return;
  await db.insertInto('audit_entry').values(rows).execute();
  scope.appended += rows.length;
}

/** An entry as people read it: moments by the clocks of Italy, with their distance from UTC. */
export type ReadEntry = {
  id: string;
  at: string;
  actorKind: AuditActorKind;
  actorId: string | null;
  /** An operator's name as it is now. */
  actorName: string | null;
  action: AuditAction;
  subjectKind: AuditSubject | null;
  subjectIds: string[];
  callId: string | null;
  batchNumber: number | null;
};

/** A year of a busy Comune comes in pieces of this many. */
const page = 1_000;

/** The entries of a period, the oldest first, in batches, each a query of its own. Those who read them are recorded too. */
export function exportAudit(db: Db, municipalityId: string, period: AuditPeriod): AsyncGenerator<ReadEntry[]> {
  disclose('export', 'audit', []);
  return readPages(db, municipalityId, period);
}

async function* readPages(db: Db, municipalityId: string, period: AuditPeriod): AsyncGenerator<ReadEntry[]> {
  let after: { position: string; id: string } | undefined;
  for (;;) {
    let select = selectEntries(db, municipalityId)
      .where('audit_entry.at', '>=', beginOf(period.from))
      .where('audit_entry.at', '<', endOf(period.to));
    if (after !== undefined) {
      const last = sql`(${after.position}::timestamptz, ${after.id}::bigint)`;
      select = select.where(sql<boolean>`(audit_entry.at, audit_entry.id) > ${last}`);
    }
    const rows = await select.orderBy('audit_entry.at').orderBy('audit_entry.id').limit(page).execute();
    if (rows.length > 0) yield rows.map(({ position: _, ...entry }) => entry);
    after = rows.at(-1);
    if (rows.length < page) return;
  }
}

/** The newest entries of a Comune, the newest first. */
export async function listNewestAudit(db: Db, municipalityId: string, limit: number): Promise<ReadEntry[]> {
  const rows = await selectEntries(db, municipalityId)
    .orderBy('audit_entry.at', 'desc')
    .orderBy('audit_entry.id', 'desc')
    .limit(limit)
    .execute();
  disclose('list', 'audit', []);
  return rows.map(({ position: _, ...entry }) => entry);
}

function selectEntries(db: Db, municipalityId: string) {
  const here = sql`audit_entry.at at time zone 'Europe/Rome'`;
  return db
    .selectFrom('audit_entry')
    .leftJoin('operator', 'operator.id', 'audit_entry.actor_id')
    .select([
      'audit_entry.id',
      sql<string>`to_char(${here}, 'YYYY-MM-DD HH24:MI:SS.MS') || ' +'
        || to_char(${here} - audit_entry.at at time zone 'UTC', 'HH24:MI')`.as('at'),
      sql<string>`to_char(audit_entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('position'),
      'actor_kind as actorKind',
      'actor_id as actorId',
      'operator.name as actorName',
      'action',
      'subject_kind as subjectKind',
      'subject_ids as subjectIds',
      'call_id as callId',
      'batch_number as batchNumber',
    ])
    .where('audit_entry.municipality_id', '=', municipalityId);
}

const beginOf = (day: string) => sql<Date>`${day}::date::timestamp at time zone 'Europe/Rome'`;
const endOf = (day: string) => sql<Date>`(${day}::date + 1)::timestamp at time zone 'Europe/Rome'`;
