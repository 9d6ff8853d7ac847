import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ApiKeyScope } from '../../src/domain/api-key.ts';
import { addApiKey } from '../support/api-key-fixture.ts';
import { openTestWeb, problemOf, type TestWeb } from '../support/web.ts';

// What docs/api.md tells a portal's programmer to type does what it says.

const text = readFileSync('docs/api.md', 'utf8');
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);
const [lists = '', submit = '', read = ''] = blocks('sh');

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

async function makeKey(scope: ApiKeyScope): Promise<string> {
  const { id } = await web.db
    .selectFrom('municipality')
    .select('id')
    .where('slug', '=', 'esempio')
    .executeTakeFirstOrThrow();
  return (await addApiKey(web.db, id, { scope })).key;
}

/** Sends what a curl command of the document would. */
async function send(command: string, key = ''): Promise<Response> {
  const path = /"\$EASYCARE([^"]+)"/.exec(command)?.[1] ?? '';
  const headers = [...command.matchAll(/-H (["'])(.+?)\1/g)].map(([, , header = '']): [string, string] => {
    const [name = '', value = ''] = header.replace('$KEY', key).split(': ');
    return [name, value];
  });
  const body = /-d '(.*)'/s.exec(command)?.[1];
  return await web.app.request(path, { headers, ...(body !== undefined && { method: 'POST', body }) });
}

test('there are three commands', () => {
  expect(blocks('sh')).toHaveLength(3);
});

test('the lists have what the example sends', async () => {
  const answer = await send(lists);
  expect(answer.status).toBe(200);
  const entry = z.object({ code: z.string(), label: z.string() }).array();
  const { needs, zones } = z.object({ needs: entry, zones: entry }).parse(await answer.json());
  expect(needs.map(({ code }) => code)).toContain('spesa');
  expect(zones.map(({ code }) => code)).toContain('centro');
});

describe('the submission', () => {
  test('is stored by its key, answered as shown, and repeated makes no second', async () => {
    const key = await makeKey('submit');
    const answer = await send(submit, key);
    expect(answer.status).toBe(201);
    const stored: unknown = await answer.json();
    const shown: unknown = JSON.parse(blocks('json')[0] ?? '');
    const names = (of: unknown) => Object.keys(z.record(z.string(), z.string()).parse(of));
    expect(names(stored)).toEqual(names(shown));
    expect(await (await send(submit, key)).json()).toEqual(stored);
    const rows = web.db.selectFrom('help_request').select(['channel', 'api_key_id']);
    expect(await rows.execute()).toEqual([{ channel: 'citizen', api_key_id: expect.any(String) }]);
  });

  test('is refused as the table says', async () => {
    const key = await makeKey('submit');
    const codeOf = async (command: string, shown = key) => {
      const { status, code } = await problemOf(await send(command, shown));
      return [status, code];
    };
    expect(await codeOf(submit.replace(/ +-H 'Idem.*\n/, ''))).toEqual([400, 'idempotency_key_required']);
    expect(await codeOf(submit.replace(/ +-H 'Content.*\n/, ''))).toEqual([415, 'unsupported_media_type']);
    expect(await codeOf(submit, 'easycare_')).toEqual([401, 'api_key_refused']);
    expect(await codeOf(submit, await makeKey('read'))).toEqual([403, 'api_key_not_allowed']);
    const office = submit.replace('"need"', '"channel": "office", "need"');
    expect(await codeOf(office)).toEqual([403, 'api_key_not_allowed']);
    expect(await codeOf(submit.replace('"centro"', '"luna"'))).toEqual([422, 'invalid_fields']);
    expect(await codeOf(submit.replace('Ada', 'Ida'))).toEqual([422, 'key_reused']);
  });
});

test('reading shows the page that is described', async () => {
  const answer = await send(read, await makeKey('read'));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ items: [], next: null });
});
