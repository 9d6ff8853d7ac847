import { type RawBuilder, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { refusalOf, setRequest, useRows } from './constraints-fixture.ts';

const rows = useRows();

describe('the database refuses', () => {
  it.each<[string, string, () => RawBuilder<unknown>]>([
    [
      'a status that is none of four',
      'help_request_status_check',
      () => setRequest(rows().awaiting, "status = 'lost'"),
    ],
    [
      'a request in the table that nobody imported',
      'help_request_check4',
      () => setRequest(rows().submitted, "status = 'dispatched'"),
    ],
    ['an import by nobody', 'help_request_check2', () => setRequest(rows().submitted, 'imported_at = now()')],
    [
      'a closed request that was never sent',
      'help_request_check5',
      () =>
        sql`update help_request set closed_at = now(), closed_by = ${rows().comune.anna.id} where id = ${rows().discarded}`,
    ],
    ['a close by nobody', 'help_request_check3', () => setRequest(rows().dispatched, 'closed_at = now()')],
    [
      'an office request without a clerk',
      'help_request_check',
      () => setRequest(rows().submitted, "channel = 'office'"),
    ],
    [
      'a preferred day without its part',
      'help_request_check1',
      () => setRequest(rows().submitted, "preferred_date = '2026-01-01'"),
    ],
    [
      'a telephone not in E.164',
      'help_request_telephone_check',
      () => setRequest(rows().submitted, "telephone = '333 1234567'"),
    ],
    ['two addresses in one', 'help_request_email_check', () => setRequest(rows().submitted, "email = 'a@b.it,c@d.it'")],
    ['a name of nothing', 'help_request_given_name_check', () => setRequest(rows().submitted, "given_name = ''")],
    [
      'a name of 101 characters',
      'help_request_family_name_check',
      () => setRequest(rows().submitted, "family_name = repeat('è', 101)"),
    ],
    [
      'a description of 1,001',
      'help_request_description_check',
      () => setRequest(rows().submitted, "description = repeat('a', 1001)"),
    ],
    [
      'a reference with a mistaken letter',
      'help_request_reference_check',
      () => setRequest(rows().submitted, "reference = 'K7M0-2XHD'"),
    ],
    ['a short secret', 'help_request_secret_check', () => setRequest(rows().submitted, "secret = 'short'")],
    [
      "a need that is not the Comune's",
      'help_request_municipality_id_need_code_fkey',
      () => setRequest(rows().submitted, "need_code = 'volo'"),
    ],
    [
      "another Comune's operator as importer",
      'help_request_municipality_id_imported_by_fkey',
      () =>
        sql`update help_request set imported_at = now(), imported_by = ${rows().other.anna.id} where id = ${rows().submitted}`,
    ],
    [
      'a second request of one key',
      'help_request_municipality_id_idempotency_key_key',
      () =>
        sql`update help_request set idempotency_key = (select idempotency_key from help_request where id = ${rows().awaiting})
        where id = ${rows().submitted}`,
    ],
    [
      'a second request of one reference',
      'help_request_municipality_id_reference_key',
      () =>
        sql`update help_request set reference = (select reference from help_request where id = ${rows().awaiting})
        where id = ${rows().submitted}`,
    ],
  ])('%s (%s)', async (_, constraint, statement) => {
    expect(await refusalOf(rows().db, statement())).toBe(constraint);
  });
});
