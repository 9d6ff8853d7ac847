import { sql } from 'kysely';
import type { Db } from './database.ts';
import { type Chosen, findChosen, findIncluded, refreshCandidates } from './eligibility.ts';
import type { Requirements } from './requirements.ts';

/** Others hold volunteers without whom too few are left: to be asked again, waiting, in a transaction that holds none. */
class VolunteersHeld extends Error {}

/** A selection holds its volunteers for some milliseconds; whoever holds one longer than this is stuck. */
const longestWait = '1s';
/** Each time somebody else was quicker, who is done now; a few rounds see even a crowd at one volunteer through. */
const mostWaits = 10;

/**
 * Carries out a transaction that chooses. First without waiting for anybody; where too few are left because others hold
 * some, again, waiting for those: so a lock never reads as «no volunteers».
 * @throws where they are still held after that, for the caller to try again later
 */
export async function whileChoosing<T>(
  db: Db,
  requestId: string,
  work: (tx: Db, choose: (requirements: Requirements, volunteers: number) => Promise<Chosen[]>) => Promise<T>,
): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    await refreshCandidates(db, requestId);
    try {
      return await db
        .transaction()
        .execute((tx) =>
          work(tx, (requirements, volunteers) =>
            waits === 0 ? chooseInPassing(tx, requirements, volunteers) : chooseWaiting(tx, requirements, volunteers),
          ),
        );
    } catch (error) {
      if (!(error instanceof VolunteersHeld) || waits === mostWaits) throw error;
    }
  }
}

async function chooseInPassing(tx: Db, requirements: Requirements, volunteers: number): Promise<Chosen[]> {
  const locked = await findChosen(tx, requirements, volunteers, true);
  // Nobody else takes the place of whom an operator put in, only because somebody holds them.
  const wanted = (await findIncluded(tx, requirements, false)).slice(0, volunteers);
  if (locked.filter((one) => one.byHand).length < wanted.length) throw new VolunteersHeld();
  if (locked.length === volunteers) return locked;
  const all = await findChosen(tx, requirements, volunteers);
  if (all.length > locked.length) throw new VolunteersHeld();
  return locked;
}

/** Locks in the order of ids, as everybody who waits does, then looks again: nobody can change those any more. */
async function chooseWaiting(tx: Db, requirements: Requirements, volunteers: number): Promise<Chosen[]> {
  await sql`set local lock_timeout = ${sql.lit(longestWait)}`.execute(tx);
  const seen = await findChosen(tx, requirements, volunteers);
  const { rows } = await sql<{ id: string }>`
    select id from volunteer where id = any (${seen.map((one) => one.volunteerId)}::uuid[])
    order by id for no key update`.execute(tx);
  const held = new Set(rows.map(({ id }) => id));
  const chosen = await findChosen(tx, requirements, volunteers);
  if (chosen.some((one) => !held.has(one.volunteerId))) throw new VolunteersHeld();
  return chosen;
}
