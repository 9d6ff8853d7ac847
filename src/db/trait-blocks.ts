import { sql } from 'kysely';
import type { Db } from './database.ts';
import { forMunicipality } from './municipality-scope.ts';
import { type Traits, toBitmaps } from './traits.ts';

export type BlockLimits = {
  /** Changes of one Comune that may wait: a selection that needs the bitmaps looks at each, in half a millisecond. */
  waiting: number;
  /** Volunteers in a block: the bits of so many fit a page of PostgreSQL twice, and making it takes half a second. */
  members: number;
};
const usualLimits: BlockLimits = { waiting: 100, members: 30_000 };
/** Blocks made anew in one round: some seconds. */
const mostBlocks = 10;
/** So many changes say well enough which block has most of them. */
const mostCounted = 10_000;

const leastId = '00000000-0000-0000-0000-000000000000';

/**
 * Brings the bitmaps up to date where more volunteers have changed than a selection likes to look at one by one, block
 * after block, each in a transaction of its own.
 * @returns whether there is more to do
 */
export async function refreshTraitBlocks(db: Db, ended?: AbortSignal): Promise<boolean> {
  let made = 0;
  for (const municipalityId of await findChanged(db)) {
    for (;;) {
      if (ended?.aborted || made === mostBlocks) return true;
      const isMade = await forMunicipality(municipalityId, () =>
        db.transaction().execute((tx) => remakeStalest(tx, municipalityId)),
      );
      if (!isMade) break;
      made += 1;
    }
  }
  return false;
}

/** The Comuni with enough changes. */
async function findChanged(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from municipalities_with_changes(${usualLimits.waiting}) found (id)`.execute(db);
  return rows.map(({ id }) => id);
}

/** The block in which most volunteers have changed; none where few are left. */
async function findStalest(db: Db, municipalityId: string, waiting: number): Promise<string | undefined> {
  const { rows } = await sql<{ first_id: string; waiting: number }>`
    select coalesce((
        select b.first_id from candidate_block b
        where b.municipality_id = ${municipalityId} and b.first_id <= c.volunteer_id
        order by b.first_id desc limit 1), ${leastId}::uuid) as first_id, (sum(count(*)) over ())::int as waiting
    from (select volunteer_id from candidate_changed where municipality_id = ${municipalityId}
      limit ${mostCounted}) c
    group by 1 order by count(*) desc limit 1`.execute(db);
  const [stalest] = rows;
  return stalest !== undefined && stalest.waiting > waiting ? stalest.first_id : undefined;
}

type Member = Traits & { id: string };

/**
 * Makes the block in which most have changed from the candidates as they are now. What is too much for one is left to a
 * new one after it.
 * @returns whether more had changed than may wait
 */
export async function remakeStalest(tx: Db, municipalityId: string, limits = usualLimits): Promise<boolean> {
  // One at a time in a Comune: who came later must not be overwritten by who looked earlier.
  await sql`select pg_advisory_xact_lock(hashtextextended('trait-blocks ' || ${municipalityId}, 0))`.execute(tx);
  const firstId = await findStalest(tx, municipalityId, limits.waiting);
  if (firstId === undefined) return false;
  const nextId = await divide(tx, municipalityId, firstId, limits.members);
  const within = (id: 'volunteer_id' | 'id') =>
    sql`${sql.ref(id)} >= ${firstId}::uuid and (${nextId}::uuid is null or ${sql.ref(id)} < ${nextId}::uuid)`;
  // Before the candidates are read: what changes from here on leaves a row that is not seen here.
  await sql`
    delete from candidate_changed where municipality_id = ${municipalityId} and ${within('volunteer_id')}`.execute(tx);
  const { rows: members } = await sql<Member>`
    select v.id, c.skills, c.needs, c.zones, c.languages, c.vehicle, c.availability
    from (select id from volunteer where municipality_id = ${municipalityId} and ${within('id')}) v
    join candidate c on c.volunteer_id = v.id and c.skill_code = ''
    order by v.id`.execute(tx);
  for (const table of ['candidate_trait', 'candidate_block']) {
    await sql`
      delete from ${sql.table(table)}
      where municipality_id = ${municipalityId} and first_id = ${firstId}::uuid`.execute(tx);
  }
  await insertBlock(tx, municipalityId, firstId, members);
  return true;
}

/**
 * Where a block goes to: the first id of the next one, null to the end. If there are too many in it, an empty one is
 * made after as many as may be, whose volunteers all count as changed.
 */
async function divide(tx: Db, municipalityId: string, firstId: string, most: number): Promise<string | null> {
  const { rows } = await sql<{ next_id: string | null; too_many: string | null }>`
    with next as (
      select (select first_id from candidate_block
        where municipality_id = ${municipalityId} and first_id > ${firstId}::uuid order by first_id limit 1) as id
    )
    select next.id as next_id, (
      select v.id from volunteer v where v.municipality_id = ${municipalityId} and v.id >= ${firstId}::uuid
        and (next.id is null or v.id < next.id) order by v.id offset ${most} limit 1) as too_many
    from next`.execute(tx);
  const { next_id = null, too_many = null } = rows[0] ?? {};
  if (too_many === null) return next_id;
  await sql`
    insert into candidate_changed
    select ${municipalityId}::uuid, id from candidate_block b
    cross join lateral (select encode(substring(b.volunteers from at * 16 + 1 for 16), 'hex')::uuid as id
      from generate_series(0, octet_length(b.volunteers) / 16 - 1) at) member
    where b.municipality_id = ${municipalityId} and b.first_id = ${firstId}::uuid and id >= ${too_many}::uuid`.execute(
    tx,
  );
  await insertBlock(tx, municipalityId, too_many, []);
  return too_many;
}

async function insertBlock(tx: Db, municipalityId: string, firstId: string, members: Member[]): Promise<void> {
  const ids = Buffer.from(members.map(({ id }) => id.replaceAll('-', '')).join(''), 'hex');
  await sql`
    insert into candidate_block (municipality_id, first_id, volunteers)
    values (${municipalityId}, ${firstId}, ${ids})`.execute(tx);
  const bitmaps = toBitmaps(members);
  await sql`
    insert into candidate_trait (municipality_id, trait, first_id, bits)
    select ${municipalityId}::uuid, trait, ${firstId}::uuid, bits::bit varying
    from unnest(${[...bitmaps.keys()]}::text[], ${[...bitmaps.values()]}::text[]) u (trait, bits)`.execute(tx);
}
