import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestWeb, type TestWeb } from '../support/web.ts';

const operation = z.object({
  summary: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() })).default([]),
  requestBody: z.object({ required: z.boolean().optional(), content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string().min(1), content: z.record(z.string(), z.unknown()).optional() }),
  ),
});
const document = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  servers: z.array(z.object({ url: z.url() })),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    securitySchemes: z.object({ session: z.object({ type: z.literal('apiKey'), in: z.literal('cookie') }) }),
  }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

let web: TestWeb;
let described: z.infer<typeof document>;
beforeAll(async () => {
  web = await openTestWeb();
  described = document.parse(await (await web.app.request('/api/v1/openapi.json')).json());
});
afterAll(() => web.close());

const one = '/api/v1/{comune}/help-requests/{id}';

describe('the description of the API', () => {
  test('has every call of the contract and no other', () => {
    const calls = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls.sort()).toEqual(
      [
        'GET /api/v1/{comune}',
        'POST /api/v1/{comune}/help-requests',
        'GET /api/v1/{comune}/help-requests',
        `GET ${one}`,
        `PATCH ${one}`,
        'POST /api/v1/{comune}/help-requests/import',
        `POST ${one}/dispatch`,
        `POST ${one}/discard`,
        `POST ${one}/restore`,
        `POST ${one}/close`,
        `POST ${one}/undo`,
        'POST /api/v1/{comune}/mail-notifications',
        'POST /api/auth/sign-in/code',
        'POST /api/auth/sign-in/email',
        'POST /api/auth/sign-out',
        'GET /api/auth/get-session',
      ].sort(),
    );
  });

  test('and nothing under /api answers that it does not describe', () => {
    const routed = web.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !path.endsWith('openapi.json'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    for (const call of routed) {
      const [method = '', path = ''] = call.split(' ');
      expect(described.paths[path]?.[method.toLowerCase()], call).toBeDefined();
    }
  });

  test('every refusal is a problem, every call but the public ones needs a session', () => {
    for (const [path, methods] of Object.entries(described.paths)) {
      for (const [method, { responses, security }] of Object.entries(methods)) {
        for (const [status, { content = {} }] of Object.entries(responses)) {
          expect(Object.keys(content), `${method} ${path} ${status}`).toEqual([
            Number(status) < 400 ? 'application/json' : 'application/problem+json',
          ]);
        }
        if (path.includes('/help-requests') && !(method === 'post' && path.endsWith('/help-requests'))) {
          const reads = method === 'get' ? [{ apiKey: [] }] : [];
          expect(security, `${method} ${path}`).toEqual([{ session: [] }, ...reads]);
          expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '404', '503']));
        }
      }
    }
  });

  test('says that submitting needs a key and a body', () => {
    const submit = described.paths['/api/v1/{comune}/help-requests']?.['post'];
    expect(submit?.parameters).toContainEqual({ name: 'idempotency-key', in: 'header', required: true });
    expect(submit?.requestBody?.required).toBe(true);
    expect(Object.keys(submit?.responses ?? {})).toEqual(
      expect.arrayContaining(['201', '400', '413', '415', '422', '429']),
    );
  });

  test('every reference in it leads somewhere', async () => {
    const text = await (await web.app.request('/api/v1/openapi.json')).text();
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(described.components.schemas).toHaveProperty(name);
  });
});
