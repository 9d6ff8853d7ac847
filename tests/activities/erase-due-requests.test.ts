import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseDueRequests } from '../../activities/erase-due-requests.ts';
import type { Db } from '../../src/db/database.ts';
import { createLinks } from '../../src/mail/links.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, discardNow, mailDomain } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

async function addDue(): Promise<string> {
  const id = await addAwaiting(db, comune);
  await discardNow(db, comune.anna, id);
  await db
    .updateTable('help_request')
    .set({ kept_since: new Date(Date.now() - 31 * 24 * 3_600_000) })
    .where('id', '=', id)
    .execute();
  return id;
}

test('erases as many as it is told, the oldest first, says whether there are more, and gives signs of life', async () => {
  const mailer = {
    atOnce: 1,
    send: () => Promise.reject(new Error('nothing is sent here')),
    check: async () => true,
    close: async () => undefined,
  };
  const none = () => 'none';
  const links = createLinks('https://aiuto.example', { invitation: none, contacts: none });
  const erase = eraseDueRequests({ db, mailer, links, contactSecret: none, mailDomain });
  const ids = [await addDue(), await addDue(), await addDue()];
  const kept = await addAwaiting(db, comune);
  const environment = new MockActivityEnvironment();
  let signs = 0;
  environment.on('heartbeat', () => {
    signs += 1;
  });
  expect(await environment.run(erase, { limit: 2 })).toEqual({ erased: 2, more: true });
  expect(signs).toBe(2);
  const left = async () =>
    (await db.selectFrom('help_request').select('id').where('erased_at', 'is', null).execute()).map(({ id }) => id);
  expect((await left()).sort()).toEqual([ids[2], kept].sort());
  expect(await environment.run(erase, { limit: 2 })).toEqual({ erased: 1, more: false });
  expect(await environment.run(erase, { limit: 2 })).toEqual({ erased: 0, more: false });
  expect(await left()).toEqual([kept]);
});
