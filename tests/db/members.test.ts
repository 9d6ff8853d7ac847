import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { claimDigest } from '../../src/db/digests.ts';
import { changeMember, findMember, listMembers } from '../../src/db/members.ts';
import { findMunicipalitiesOf, findOperator } from '../../src/db/operators.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addSubmitted, mailDomain } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
beforeEach(async () => {
  comune = await createComune(db);
});
afterAll(() => database.drop());

const of = (member: { id: string }) => ({ municipalityId: comune.id, memberId: member.id });
const administrators = async () =>
  (await listMembers(db, comune.id)).filter(({ role, disabledAt }) => role === 'administrator' && disabledAt === null);

describe('the first person of a Comune', () => {
  it('is its administrator, and those who come after are operators', () => {
    expect([comune.anna.role, comune.bruno.role]).toEqual(['administrator', 'operator']);
  });
});

describe('a change', () => {
  it('gives another role, takes somebody out, and lets them in again', async () => {
    expect(await changeMember(db, of(comune.bruno), { kind: 'role', role: 'clerk' })).toBe('changed');
    expect(await changeMember(db, of(comune.bruno), { kind: 'disable' })).toBe('changed');
    expect(await findMember(db, comune.id, comune.bruno.id)).toMatchObject({
      role: 'clerk',
      disabledAt: expect.any(Date),
    });
    expect(await changeMember(db, of(comune.bruno), { kind: 'disable' })).toBe('unchanged');
    expect(await changeMember(db, of(comune.bruno), { kind: 'enable' })).toBe('changed');
    expect(await findMember(db, comune.id, comune.bruno.id)).toMatchObject({ role: 'clerk', disabledAt: null });
  });

  it('reaches nobody of another Comune', async () => {
    const other = await createComune(db);
    expect(await changeMember(db, of(other.bruno), { kind: 'role', role: 'clerk' })).toBe('not_found');
    expect(await findMember(db, other.id, other.bruno.id)).toMatchObject({ role: 'operator' });
    expect(await findMember(db, comune.id, 'no-id')).toBeUndefined();
  });

  it('never takes the last administrator away', async () => {
    for (const change of [{ kind: 'disable' }, { kind: 'role', role: 'operator' }] as const) {
      expect(await changeMember(db, of(comune.anna), change)).toBe('last_administrator');
    }
    await changeMember(db, of(comune.bruno), { kind: 'role', role: 'administrator' });
    await changeMember(db, of(comune.bruno), { kind: 'disable' });
    // Who is out does not count.
    expect(await changeMember(db, of(comune.anna), { kind: 'disable' })).toBe('last_administrator');
    await changeMember(db, of(comune.bruno), { kind: 'enable' });
    expect(await changeMember(db, of(comune.anna), { kind: 'disable' })).toBe('changed');
  });

  it('of two administrators who take each other out at once, leaves one', async () => {
    for (let round = 0; round < 5; round += 1) {
      for (const member of [comune.anna, comune.bruno]) {
        await changeMember(db, of(member), { kind: 'enable' });
        await changeMember(db, of(member), { kind: 'role', role: 'administrator' });
      }
      const outcomes = await Promise.all([
        changeMember(db, of(comune.anna), { kind: 'disable' }),
        changeMember(db, of(comune.bruno), { kind: 'role', role: 'operator' }),
      ]);
      expect(outcomes.toSorted()).toEqual(['changed', 'last_administrator']);
      expect(await administrators()).toHaveLength(1);
    }
  });
});

describe('the database', () => {
  it('keeps the last administrator whoever asks, also of two at once', async () => {
    const demote = (id: string) => db.updateTable('operator').set({ role: 'operator' }).where('id', '=', id).execute();
    await expect(demote(comune.anna.id)).rejects.toThrow('keeps an administrator');
    const erase = sql`delete from operator where id = ${comune.anna.id}`.execute(db);
    await expect(erase).rejects.toThrow('keeps an administrator');

    await db.updateTable('operator').set({ role: 'administrator' }).where('id', '=', comune.bruno.id).execute();
    const outcomes = await Promise.allSettled([demote(comune.anna.id), demote(comune.bruno.id)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await administrators()).toHaveLength(1);
  });

  it('knows no other role', async () => {
    const odd = sql`update operator set role = 'king' where id = ${comune.bruno.id}`.execute(db);
    await expect(odd).rejects.toThrow('operator_role_check');
  });
});

describe('who is out', () => {
  it('is nobody to the Comune any more, and what they did keeps their name', async () => {
    const { user_id: userId } = await db
      .selectFrom('operator')
      .select('user_id')
      .where('id', '=', comune.bruno.id)
      .executeTakeFirstOrThrow();
    expect(await findOperator(db, userId, comune.id)).toMatchObject({ name: 'Bruno Operatore', role: 'operator' });
    await changeMember(db, of(comune.bruno), { kind: 'disable' });
    expect(await findOperator(db, userId, comune.id)).toBeUndefined();
    expect(await findMunicipalitiesOf(db, userId)).toEqual([]);
    expect((await listMembers(db, comune.id)).map(({ name }) => name)).toEqual(['Anna Operatrice', 'Bruno Operatore']);
  });

  it('gets no email of new requests, nor do those who decide nothing', async () => {
    const told = async () => {
      const requestId = await addSubmitted(db, comune);
      await db.updateTable('digest').set({ created_at: sql`now() - interval '1 hour'` }).execute();
      const claim = await claimDigest(db, { municipalityId: comune.id, requestId, reason: 'new', mailDomain });
      if (claim.kind !== 'claimed') throw new Error('too soon');
      const emails = await db.selectFrom('email').select('recipient_id').where('id', 'in', claim.emailIds).execute();
      return emails.map(({ recipient_id }) => recipient_id).toSorted();
    };
    expect(await told()).toEqual([comune.anna.id, comune.bruno.id].toSorted());
    await changeMember(db, of(comune.bruno), { kind: 'role', role: 'clerk' });
    expect(await told()).toEqual([comune.anna.id]);
    await changeMember(db, of(comune.bruno), { kind: 'role', role: 'operator' });
    await changeMember(db, of(comune.bruno), { kind: 'disable' });
    expect(await told()).toEqual([comune.anna.id]);
  });
});
