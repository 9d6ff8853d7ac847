import { pino } from 'pino';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { openBulk } from '../../src/db/bulk.ts';
import type { Changes } from '../../src/db/changes.ts';
import { createMunicipality } from '../../src/db/create-municipality.ts';
import { openDatabase, openPool } from '../../src/db/database.ts';
import { addInstallationAdministrator } from '../../src/db/installation-administrators.ts';
import { createOperator } from '../../src/db/operators.ts';
import { discard, markDispatched, openForDecision } from '../../src/db/status.ts';
import { addVolunteers } from '../../src/db/volunteers.ts';
import { demoMunicipality, demoVolunteers } from '../../src/demo/demo-data.ts';
import type { Role } from '../../src/domain/role.ts';
import { createLinkSecret } from '../../src/link-secret.ts';
import type { Delivery } from '../../src/requests/delivery.ts';
import { createNews } from '../../src/requests/news.ts';
import { clientAddressHeader, createSignIn } from '../../src/sign-in.ts';
import { createVolunteerImports } from '../../src/volunteers/import.ts';
import { createApp } from '../../web/app.ts';
import type { WebDependencies } from '../../web/dependencies.ts';
import { createTestDatabase } from './database.ts';

export const publicUrl = 'http://127.0.0.1:3000';
export const password = 'prova-prova-prova-1';
export const requests = '/api/v1/esempio/help-requests';

export type TestWeb = Awaited<ReturnType<typeof openTestWeb>>;

/** Who works for the Comune of the tests, and as what. */
export const staff = {
  Olga: 'administrator',
  Amelia: 'administrator',
  Piero: 'operator',
  Carlo: 'clerk',
  Livia: 'operations_lead',
} as const satisfies Record<string, Role>;

/** Ugo administers another Comune, and Ines the installation. */
export type Somebody = keyof typeof staff | 'Ugo' | 'Ines';

/** The whole web on a database of its own, two Comuni with people of every role, and a workflow that does its part at once. */
export async function openTestWeb(environment: Record<string, string> = {}) {
  const { db, appUrl, drop } = await createTestDatabase();
  const appDb = openDatabase(appUrl);
  const config = readConfig({ PUBLIC_URL: publicUrl, DATABASE_URL: appUrl, ...environment });
  const pool = openPool(appUrl, { schema: 'auth' });
  const signIn = createSignIn({ pool, ...config, secret: config.sessionSecret });
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const bulk = openBulk(appUrl);
  const now = () => new Date();
  const changes = createChanges();
  const deps: WebDependencies = {
    config,
    db: appDb,
    log,
    signIn,
    delivery: createPromptDelivery(db, changes.announce),
    changes,
    news: createNews(changes, now),
    stopping: new AbortController().signal,
    submissionLimit: vi.fn<WebDependencies['submissionLimit']>(async () => ({ allowed: true })),
    entryLimit: vi.fn<WebDependencies['entryLimit']>(async () => ({ allowed: true })),
    ratingLimit: vi.fn<WebDependencies['ratingLimit']>(async () => ({ allowed: true })),
    apiKeyLimit: vi.fn<WebDependencies['apiKeyLimit']>(async () => ({ allowed: true })),
    readiness: vi.fn(async () => ({ postgresql: true, temporal: true, mail: true, worker: true })),
    volunteerImports: createVolunteerImports({ db: appDb, bulk, log, now }),
    invitationSecret: createLinkSecret(config.sessionSecret, 'invitation'),
    now,
  };
  for (const [name, role] of Object.entries(staff)) await employ('esempio', name, role);
  await employ('altrove', 'Ugo', 'administrator');
  await addInstallationAdministrator(db, await createUser('Ines'));
  const app = createApp(deps);

  return {
    app,
    db,
    deps,
    logged,
    /** @returns the Cookie header of somebody signed in */
    async signInAs(name: Somebody): Promise<string> {
      // From an address of its own, so that what a test does to others is not counted against it.
      const from = new Headers({ [clientAddressHeader]: '192.0.2.254' });
      const answer = await signIn.signIn({ email: addressOf(name), password }, from);
      return answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';', 1)[0])
        .join('; ');
    },
    async close() {
      await deps.volunteerImports.close();
      await bulk.db.destroy();
      await pool.end();
      await appDb.destroy();
      await drop();
    },
  };

  async function createUser(name: string): Promise<string> {
    return (await signIn.createUser({ email: addressOf(name), name, password })).userId;
  }

  async function employ(slug: string, name: string, role: Role) {
    const { kind, id } = await createMunicipality(db, { ...demoMunicipality, slug });
    if (kind === 'created') await addVolunteers(db, id, demoVolunteers);
    const userId = await createUser(name);
    await createOperator(db, { municipalityId: id, userId, name, email: addressOf(name), role });
  }
}

export const addressOf = (name: string) => `${name.toLowerCase()}@comune.example`;

/** A JSON body as a client sends it; `over` may make it wrong in any way. */
export function submissionBody(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    need: 'spesa',
    requester: requester(),
    description: 'Mi serve la spesa, non riesco a uscire.',
    privacyNoticeRead: true,
    ...over,
  };
}

export function requester(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    givenName: 'Ada',
    familyName: 'Zorzi',
    telephone: '333 123 4567',
    address: 'Via dei Mille 12',
    zone: 'centro',
    ...over,
  };
}

/** What `app.request` needs to send JSON from our own pages, signed in or not. */
export function json(method: string, body?: unknown, { cookie, ...headers }: Record<string, string> = {}): RequestInit {
  return {
    method,
    headers: { 'content-type': 'application/json', origin: publicUrl, ...(cookie && { cookie }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

/** What PostgreSQL's notifications are for the web, without a connection. */
function createChanges(): Changes & { announce(id: string): void } {
  const callbacks = new Set<(id: string) => void>();
  return {
    subscribe(channel, callback) {
      if (channel === 'decision_settled') callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    announce(id) {
      for (const callback of callbacks) callback(id);
    },
    onHearing: (callback) => callback(false),
    close: async () => undefined,
  };
}

const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string().min(1),
  status: z.int(),
  code: z.string(),
  detail: z.string().min(1),
  instance: z.string().startsWith('urn:uuid:'),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** The problem that an answer is: of the right type, with the answer's own status, and in Italian. */
export async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const read = problem.parse(await answer.json());
  expect(read.status).toBe(answer.status);
  // A sentence that the language files lack shows as its key.
  expect(`${read.title} ${read.detail}`).not.toMatch(/title\.|detail\.|api:|\{\{/);
  return read;
}

/** The id in an answer. */
export async function idIn(answer: Response): Promise<string> {
  return z.object({ id: z.uuid() }).parse(await answer.json()).id;
}

/** Stands for workflow and activities: what is delivered has its effect in the database before the call returns. */
function createPromptDelivery(db: WebDependencies['db'], announce: (id: string) => void): Delivery {
  return {
    startLetter: async () => 'delivered',
    recoverLetter: async () => 'running',
    startRun: async () => 'delivered',
    recoverRun: async () => 'running',
    deliverUndo: async () => 'delivered',
    async deliverImport(requestId) {
      await openForDecision(db, requestId);
      return 'delivered';
    },
    async deliverDecision(decisionId) {
      const { kind, request_id, undo_until } = await db
        .selectFrom('decision')
        .select(['kind', 'request_id', 'undo_until'])
        .where('id', '=', decisionId)
        .executeTakeFirstOrThrow();
      // The workflow waits it out; a test does so by the rows.
      if (undo_until !== null) return 'delivered';
      if (kind === 'dispatch') await db.transaction().execute((tx) => markDispatched(tx, request_id, decisionId));
      if (kind === 'discard') await discard(db, request_id, decisionId);
      if (kind === 'restore') await openForDecision(db, request_id);
      announce(decisionId);
      return 'delivered';
    },
  };
}
