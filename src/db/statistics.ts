import { sql } from 'kysely';
import { emailKinds } from '../domain/mail.ts';
import { chooseStep, cutPeriod, type Period } from '../domain/period.ts';
import {
  type CountedOutcome,
  type CountedSubject,
  countAll,
  type ListedCounts,
  measureWait,
  type RequestCounts,
  type Slot,
  type Statistics,
  type VolunteerLoad,
  type Wait,
} from '../domain/statistics.ts';
import type { Db } from './database.ts';

type Labels = ReadonlyMap<string, string>;
type Counted = { slot: number; subject: CountedSubject; code: string; outcome: CountedOutcome; counted: number };

/**
 * What the requests that came in on these days were about and what has become of them until now, with the emails and
 * offers of the same days. What the log holds that is not added up yet is in it.
 */
export async function readStatistics(db: Db, municipalityId: string, period: Period): Promise<Statistics> {
  const cuts = cutPeriod(period, chooseStep(period));
  const ofPeriod = sql`municipality_id = ${municipalityId} and day between ${period.from}::date and ${period.to}::date`;
  const counted = sql<Counted>`
    select width_bucket(day, ${cuts}::date[]) - 1 as slot, subject, code, outcome, sum(counted)::int as counted
    from (
      select day, subject, code, outcome, counted from daily_count where ${ofPeriod}
      union all select day, subject, code, outcome, change from daily_change where ${ofPeriod}) c
    group by 1, 2, 3, 4 having sum(counted) <> 0`.execute(db);
  const [{ rows }, needs, zones] = await Promise.all([
    counted,
    readLabels(db, municipalityId, 'need'),
    readLabels(db, municipalityId, 'zone'),
  ]);
  return describe(rows, cuts, { needs, zones });
}

async function readLabels(db: Db, municipalityId: string, list: 'need' | 'zone'): Promise<Labels> {
  const entries = await db
    .selectFrom(list)
    .select(['code', 'label'])
    .where('municipality_id', '=', municipalityId)
    .execute();
  return new Map(entries.map(({ code, label }) => [code, label]));
}

function describe(rows: Counted[], cuts: string[], labels: { needs: Labels; zones: Labels }): Statistics {
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);
  const of = (subject: CountedSubject) => bySubject.get(subject) ?? [];
  const inSlots = (subject: CountedSubject) => Map.groupBy(of(subject), ({ slot }) => slot);
  const [requests, imports, decisions, offers] = [
    inSlots('channel'),
    inSlots('import_wait'),
    inSlots('decision_wait'),
    inSlots('offer'),
  ];
  return {
    slots: cuts.map(
      (from, slot): Slot => ({
        from,
        requests: countRequests(requests.get(slot)),
        importWait: measure(imports.get(slot)),
        decisionWait: measure(decisions.get(slot)),
        offers: sum(offers.get(slot)),
      }),
    ),
    total: countRequests(of('channel')),
    needs: byCode(of('need'), labels.needs),
    zones: byCode(of('zone'), labels.zones),
    channels: {
      citizen: sumOf(of('channel'), 'received', 'citizen'),
      office: sumOf(of('channel'), 'received', 'office'),
    },
    importWait: measure(of('import_wait')),
    decisionWait: measure(of('decision_wait')),
    emails: emailKinds
      .map((kind) => ({
        kind,
        sent: sumOf(of('email'), 'sent', kind),
        failed: sumOf(of('email'), 'failed', kind),
      }))
      .filter(({ sent, failed }) => sent + failed > 0),
    offers: sum(of('offer')),
  };
}

function byCode(rows: Counted[], labels: Labels): ListedCounts[] {
  return [...Map.groupBy(rows, ({ code }) => code)]
    .map(([code, of]) => ({ code, label: labels.get(code) ?? code, ...countRequests(of) }))
    .toSorted((one, other) => countAll(other) - countAll(one) || one.label.localeCompare(other.label, 'it'));
}

/** What is neither sent nor in the bin waits. */
function countRequests(rows: Counted[] = []): RequestCounts {
  const [dispatched, discarded] = [sumOf(rows, 'dispatched'), sumOf(rows, 'discarded')];
  return { dispatched, discarded, waiting: sumOf(rows, 'received') - dispatched - discarded };
}

function measure(rows: Counted[] = []): Wait {
  const counts = new Map<number, number>();
  for (const { code, counted } of rows) counts.set(Number(code), (counts.get(Number(code)) ?? 0) + counted);
  return measureWait(counts);
}

function sumOf(rows: Counted[], outcome: CountedOutcome, code?: string): number {
  return sum(rows.filter((row) => row.outcome === outcome && (code === undefined || row.code === code)));
}

function sum(rows: Counted[] = []): number {
  return rows.reduce((all, { counted }) => all + counted, 0);
}

/** How the open offers are spread over those whom an offer could reach now, as they were last counted. */
export async function readVolunteerLoad(db: Db, municipalityId: string): Promise<VolunteerLoad> {
  return await db
    .selectFrom('candidate')
    .select(['open_offers as openOffers', sql<number>`count(*)::int`.as('volunteers')])
    .where('municipality_id', '=', municipalityId)
    .where('skill_code', '=', '')
    .where('free', '=', sql.lit(true))
    .groupBy('open_offers')
    .orderBy('open_offers')
    .execute();
}
