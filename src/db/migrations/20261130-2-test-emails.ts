import { type Kysely, sql } from 'kysely';

/** An email by which an administrator tries out that emails arrive: about nothing but who asked for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table email
      add column operator_id uuid,
      add constraint email_operator_fkey foreign key (municipality_id, operator_id)
        references operator (municipality_id, id),
      add constraint email_of_test check ((operator_id is not null) = (kind = 'test_to_operator')),
      -- To themselves, and to nobody else.
      add constraint email_test_subject
        check (operator_id is null or (subject_id = operator_id and recipient_id = operator_id))`.execute(db);
  await widen(db, 'email_kind_check', (old) => sql`${old} or kind = 'test_to_operator'`);
  await widen(db, 'email_one_subject', (old) => sql`${old} <> (operator_id is not null)`);
  await sql`
    create index email_test on email (operator_id, round) where operator_id is not null`.execute(db);
  await findEveryLetter(db);
}

/** Lets a constraint allow what it did and more, whatever an earlier migration made of it. */
async function widen(
  db: Kysely<unknown>,
  name: string,
  toWider: (old: ReturnType<typeof sql>) => ReturnType<typeof sql>,
): Promise<void> {
  const { rows } = await sql<{ old: string }>`
    select pg_get_expr(conbin, conrelid) as old from pg_constraint
    where conrelid = 'email'::regclass and conname = ${name}`.execute(db);
  const [found] = rows;
  if (found === undefined) throw new Error(`the table email has no constraint ${name}`);
  await sql`
    alter table email drop constraint ${sql.id(name)},
      add constraint ${sql.id(name)} check (${toWider(sql`(${sql.raw(found.old)})`)})`.execute(db);
}

/** What is neither about a request nor about a digest has a run of its own: said so, it holds for later kinds too. */
async function findEveryLetter(db: Kysely<unknown>): Promise<void> {
  const isLetter = sql`request_id is null and digest_id is null`;
  await sql`drop index email_without_run`.execute(db);
  await sql`
    create index email_without_run on email (created_at) where run_started_at is null and ${isLetter}`.execute(db);
  await sql`
    create or replace function letters_without_run(most integer) returns table (municipality_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
      select municipality_id, id from email
      where run_started_at is null and ${isLetter} and created_at < now() - interval '3 seconds'
      order by created_at limit $1 $$`.execute(db);
}
