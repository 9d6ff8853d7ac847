import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import {
  findUnfinished,
  findUnsignalledDecisions,
  findUnsignalledImports,
  findWithoutRun,
  markDecisionSignalled,
  markImportSignalled,
  markRunStarted,
  type Undelivered,
} from '../../src/db/undelivered.ts';
import { deliverAll } from '../../src/requests/monitor.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { idleDelivery } from '../support/delivery-fixture.ts';
import { addAwaiting, addSubmitted, decideFor, discardNow } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
beforeEach(async () => {
  await sql`delete from help_request`.execute(db);
});
afterAll(() => database.drop());

/** More than the time that a web process has to deliver its own rows. */
async function passGrace(): Promise<void> {
  await sql`update help_request set submitted_at = submitted_at - interval '4 seconds',
    imported_at = imported_at - interval '4 seconds'`.execute(db);
  await sql`update decision set decided_at = decided_at - interval '4 seconds'`.execute(db);
}

const idsOf = (found: readonly Undelivered[]) => found.map(({ id }) => id);

describe('what the monitor finds', () => {
  it('are requests without a run, oldest first, once their web process has had its time', async () => {
    const [older, newer] = [await addSubmitted(db, comune), await addSubmitted(db, comune)];
    expect(idsOf(await findWithoutRun(db))).toEqual([]);
    await passGrace();
    expect(idsOf(await findWithoutRun(db))).toEqual([older, newer]);
    await markRunStarted(db, older);
    expect(idsOf(await findWithoutRun(db))).toEqual([newer]);
  });

  it('are imports that no run was told of', async () => {
    const imported = await addAwaiting(db, comune);
    await addSubmitted(db, comune);
    expect(idsOf(await findUnsignalledImports(db))).toEqual([]);
    await passGrace();
    expect(idsOf(await findUnsignalledImports(db))).toEqual([imported]);
    await markImportSignalled(db, imported);
    expect(idsOf(await findUnsignalledImports(db))).toEqual([]);
  });

  it('are decisions that no run was told of and that are not settled', async () => {
    const [open, binned] = [await addAwaiting(db, comune), await addAwaiting(db, comune)];
    const decisionId = await decideFor(db, comune.anna, open, { kind: 'dispatch' });
    await discardNow(db, comune.anna, binned);
    expect(idsOf(await findUnsignalledDecisions(db))).toEqual([]);
    await passGrace();
    expect(idsOf(await findUnsignalledDecisions(db))).toEqual([decisionId]);
    await markDecisionSignalled(db, decisionId);
    expect(idsOf(await findUnsignalledDecisions(db))).toEqual([]);
  });

  it('are, after a restore from backup, the open requests whose run was started once', async () => {
    const [open, binned, fresh] = [
      await addAwaiting(db, comune),
      await addAwaiting(db, comune),
      await addSubmitted(db, comune),
    ];
    await discardNow(db, comune.anna, binned);
    for (const id of [open, binned]) await markRunStarted(db, id);
    expect(await findUnfinished(db)).toEqual([open]);
    expect(idsOf(await findWithoutRun(db))).not.toContain(fresh);
  });

  it('keeps the time it was first told, told again', async () => {
    const id = await addSubmitted(db, comune);
    await markRunStarted(db, id);
    const read = () => db.selectFrom('help_request').select('run_started_at').where('id', '=', id).executeTakeFirst();
    const first = await read();
    await markRunStarted(db, id);
    expect(await read()).toEqual(first);
  });
});

describe('a round of the monitor', () => {
  async function watch(unreachableAt?: string) {
    const told: string[] = [];
    const tell = (what: string) => async (id: string) => {
      told.push(`${what} ${id}`);
      return what === unreachableAt ? ('unreachable' as const) : ('delivered' as const);
    };
    const delivery = idleDelivery({
      startRun: tell('run'),
      deliverImport: tell('import'),
      deliverDecision: tell('decision'),
    });
    await deliverAll(db, delivery, new AbortController().signal);
    return told;
  }

  it('starts runs, then signals imports, then decisions', async () => {
    const id = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, id, { kind: 'dispatch' });
    await passGrace();
    expect(await watch()).toEqual([`run ${id}`, `import ${id}`, `decision ${decisionId}`]);
  });

  it('stops at the first that finds Temporal away', async () => {
    const [one] = [await addAwaiting(db, comune), await addAwaiting(db, comune)];
    await passGrace();
    expect(await watch('run')).toEqual([`run ${one}`]);
  });

  it('begins nothing once it has ended', async () => {
    await addAwaiting(db, comune);
    await passGrace();
    const told: string[] = [];
    const delivery = idleDelivery({
      startRun: async (id) => {
        told.push(id);
        return 'delivered';
      },
    });
    await deliverAll(db, delivery, AbortSignal.abort());
    expect(told).toEqual([]);
  });
});
