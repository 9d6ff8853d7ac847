import { type RawBuilder, sql } from 'kysely';
import type { Channel } from '../domain/submission.ts';

/** What narrows the table besides its view: codes of the Comune's lists, and days in Italy, `YYYY-MM-DD`, both within. */
export type RequestFilter = {
  need?: string;
  zone?: string;
  channel?: Channel;
  /** Those that waited longer than the Comune's limit, whatever has become of them. */
  late?: boolean;
  from?: string;
  to?: string;
};

/**
 * The conditions of a filter. Each has an index (`20261201-6-table-filters.ts`), the days that of the table itself; the
 * values of which there are two stand as constants, since the index holds one of them.
 */
export function narrowBy({ need, zone, channel, late, from, to }: RequestFilter): RawBuilder<boolean>[] {
  const conditions: RawBuilder<boolean>[] = [];
  if (need !== undefined) conditions.push(sql`help_request.need_code = ${need}`);
  if (zone !== undefined) conditions.push(sql`help_request.zone_code = ${zone}`);
  if (channel !== undefined) conditions.push(sql`help_request.channel = ${sql.lit(channel)}`);
  if (late === true) conditions.push(sql`help_request.late_at is not null`);
  if (from !== undefined) conditions.push(sql`help_request.submitted_at >= ${beginOf(from)}`);
  if (to !== undefined) conditions.push(sql`help_request.submitted_at < ${endOf(to)}`);
  return conditions;
}

export function isNarrowed(filter: RequestFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined && value !== false);
}

const beginOf = (day: string) => sql`(${day}::date::timestamp at time zone 'Europe/Rome')`;
const endOf = (day: string) => sql`((${day}::date + 1)::timestamp at time zone 'Europe/Rome')`;
