import { sql } from 'kysely';
import type { EmailState } from '../domain/mail.ts';
import type { Db } from './database.ts';

/** What a Comune needs before it can help anybody, as far as it is there. */
export type FirstSteps = {
  /** The head of operations, whom volunteers are told of. */
  lead: string | null;
  /** Who decides of requests, and who else is invited. */
  deciders: number;
  invited: number;
  needs: number;
  zones: number;
  /** Whether somebody could be asked: approved, whether or not they are free today. */
  hasVolunteers: boolean;
  /** Where the last email of trial stands that this administrator asked for. */
  testEmail: { state: EmailState; at: Date } | null;
  /** Whether anybody has found the public form yet. */
  hasCitizens: boolean;
};

export async function readFirstSteps(
  db: Db,
  { municipalityId, id: operatorId }: { municipalityId: string; id: string },
): Promise<FirstSteps> {
  const { rows } = await sql<Omit<FirstSteps, 'testEmail'> & { state: EmailState | null; at: Date | null }>`
    select
      (select name from operations_lead where municipality_id = m.id limit 1) as lead,
      (select count(*)::int from operator
        where municipality_id = m.id and role in ('administrator', 'operator') and disabled_at is null) as deciders,
      (select count(*)::int from invitation where municipality_id = m.id and role in ('administrator', 'operator')
        and used_at is null and withdrawn_at is null and expires_at > now()) as invited,
      (select count(*)::int from need where municipality_id = m.id and retired_at is null) as needs,
      (select count(*)::int from zone where municipality_id = m.id and retired_at is null) as zones,
      exists (select from volunteer where municipality_id = m.id and approval = 'approved') as "hasVolunteers",
      exists (select from daily_count where municipality_id = m.id and subject = 'channel' and code = 'citizen')
        or exists (select from daily_change where municipality_id = m.id and subject = 'channel' and code = 'citizen')
        as "hasCitizens",
      test.state, test.created_at as at
    from municipality m
    left join lateral (
      select state, created_at from email where operator_id = ${operatorId} order by round desc limit 1) test on true
    where m.id = ${municipalityId}`.execute(db);
  const [found] = rows;
  if (found === undefined) throw new Error('the Comune of an administrator is not there');
  const { state, at, ...steps } = found;
  return { ...steps, testEmail: state === null || at === null ? null : { state, at } };
}
