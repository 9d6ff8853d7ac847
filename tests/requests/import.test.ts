import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { openForDecision } from '../../src/db/status.ts';
import type { Delivered } from '../../src/requests/delivery.ts';
import { importRequests } from '../../src/requests/import.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { idleDelivery } from '../support/delivery-fixture.ts';
import { addSubmitted, readStatus } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

async function fill(count: number): Promise<{ comune: Comune; ids: string[] }> {
  const comune = await createComune(db);
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push(await addSubmitted(db, comune));
  return { comune, ids };
}

/** A delivery that notes what it was given; `deliver` stands for the workflow. */
function noteDelivery(deliver: (id: string) => Promise<Delivered>) {
  const told: string[] = [];
  const delivery = idleDelivery({
    deliverImport: (id) => {
      told.push(id);
      return deliver(id);
    },
  });
  return { told, delivery };
}

const open = async (id: string): Promise<Delivered> => {
  await openForDecision(db, id);
  return 'delivered';
};

describe('«Importa richieste»', () => {
  it('brings every submitted request into the table before it answers', async () => {
    const { comune, ids } = await fill(40);
    const { told, delivery } = noteDelivery(open);
    expect(await importRequests({ db, delivery }, comune.anna)).toEqual({ imported: 40 });
    expect(told.toSorted()).toEqual(ids.toSorted());
    for (const id of ids) expect(await readStatus(db, id)).toBe('awaiting_operator');
  });

  it('imports each once, with two operators who press at once', async () => {
    const { comune, ids } = await fill(20);
    const { told, delivery } = noteDelivery(open);
    const [one, two] = await Promise.all([
      importRequests({ db, delivery }, comune.anna),
      importRequests({ db, delivery }, comune.bruno),
    ]);
    expect(one.imported + two.imported).toBe(20);
    expect(told.toSorted()).toEqual(ids.toSorted());
  });

  it('finds nothing the second time, and tells nobody', async () => {
    const { comune } = await fill(1);
    await importRequests({ db, delivery: noteDelivery(open).delivery }, comune.anna);
    const { told, delivery } = noteDelivery(open);
    expect(await importRequests({ db, delivery }, comune.anna)).toEqual({ imported: 0 });
    expect(told).toEqual([]);
  });

  it('stands with Temporal away, which is not asked for each of them', async () => {
    const { comune, ids } = await fill(40);
    const { told, delivery } = noteDelivery(async () => 'unreachable');
    expect(await importRequests({ db, delivery }, comune.anna)).toEqual({ imported: 40 });
    expect(told.length).toBeLessThanOrEqual(16);
    const imported = await db
      .selectFrom('help_request')
      .select('id')
      .where('id', 'in', ids)
      .where('imported_by', '=', comune.anna.id)
      .where('import_signalled_at', 'is', null)
      .execute();
    expect(imported).toHaveLength(40);
  });

  it('goes on with the others where one has to wait', async () => {
    const { comune, ids } = await fill(3);
    const { told, delivery } = noteDelivery(async (id) => (id === ids[0] ? 'postponed' : open(id)));
    expect(await importRequests({ db, delivery }, comune.anna)).toEqual({ imported: 3 });
    expect(told).toHaveLength(3);
    expect(await readStatus(db, ids[2] ?? '')).toBe('awaiting_operator');
  });
});
