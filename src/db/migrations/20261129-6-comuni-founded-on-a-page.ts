import { type Kysely, sql } from 'kysely';

/**
 * Who administers the installation can create a Comune on a page. Web's role still may not add to `municipality`: this
 * function does so, one row with nothing in it, and for nobody else, whatever the web believes of who is signed in.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function found_municipality(
      founder text, the_id uuid, the_slug text, the_name text, the_telephone text, has_office boolean
    ) returns setof uuid
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
    begin
      if not exists (select from auth.installation_administrator where user_id = founder) then
        raise insufficient_privilege using message = 'only who administers the installation creates a Comune';
      end if;
      return query
        insert into municipality (id, slug, name, office_telephone, office_channel)
        values (the_id, the_slug, the_name, the_telephone, has_office)
        on conflict (slug) do nothing returning id;
    end $$`.execute(db);
  const signature = sql`found_municipality(text, uuid, text, text, text, boolean)`;
  await sql`revoke execute on function ${signature} from public`.execute(db);
  await sql`grant execute on function ${signature} to easycare_app`.execute(db);
}
