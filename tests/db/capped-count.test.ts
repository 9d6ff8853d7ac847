import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostCounted } from '../../src/db/capped-count.ts';
import { countByStatus } from '../../src/db/help-request-table.ts';
import { countVolunteers } from '../../src/db/volunteer-table.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const today = '2026-11-24';
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Every third is approved; of the others every other one is paused, until yesterday or until tomorrow. */
async function createVolunteers(many: number): Promise<Comune> {
  const comune = await createComune(database.db);
  await sql`
    insert into volunteer (municipality_id, given_name, family_name, email, telephone, approval, paused_until,
      email_invalid_at)
    select ${comune.id}, 'Anna', 'Rossi', i || '@volontari.example', '+393330000002',
      case when i % 3 = 0 then 'approved' else 'refused' end,
      case when i % 2 = 0 then ${today}::date + case when i % 4 = 0 then 1 else -1 end end,
      case when i % 5 = 0 then now() end
    from generate_series(1, ${many}::int) i`.execute(database.db);
  return comune;
}

const upTo = (count: number) => Math.min(Math.floor(count), mostCounted + 1);

describe('what is counted up to a thousand', () => {
  // 4,000 is about where the sample begins to answer: on either side of it the answer has to be the same.
  it.each([0, 1, 64, 999, 1_000, 1_001, 3_000, 4_000, 5_000, 12_000])('is counted right among %i', async (many) => {
    const { id } = await createVolunteers(many);
    const counts = await countVolunteers(database.db, { municipalityId: id, today });
    expect(counts).toEqual({
      all: upTo(many),
      pending: 0,
      approved: upTo(many / 3),
      suspended: 0,
      refused: upTo(many - Math.floor(many / 3)),
      paused: upTo(many / 4),
      emailInvalid: upTo(many / 5),
    });
  });

  it('is counted right of requests, those already imported left out', async () => {
    const { id, anna } = await createComune(database.db);
    await sql`
      insert into help_request (municipality_id, reference, secret, idempotency_key, fingerprint, channel, need_code,
        given_name, family_name, telephone, address, zone_code, description, status, imported_at, imported_by)
      select ${id}, regexp_replace(translate(to_char(i, 'FM00000000'), '01', 'AB'), '(....)', '\\1-'), repeat('s', 32),
        i::text, sha256(i::text::bytea), 'citizen', 'spesa', 'Maria', 'Rossi', '+393331000000', 'Via Lunga', 'centro',
        'Aiuto', case when i <= 6000 then 'dispatched' when i <= 6900 then 'discarded' else 'submitted' end,
        case when i <= 7000 then now() end, case when i <= 7000 then ${anna.id}::uuid end
      from generate_series(1, 7030) i`.execute(database.db);
    expect(await countByStatus(database.db, id)).toEqual({
      submitted: 30,
      awaiting_operator: 0,
      dispatched: mostCounted + 1,
      discarded: 900,
    });
  });
});
