import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operatorPassword, type System } from './system.ts';
import { waitUntil } from './wait-until.ts';

const submitted = z.object({ id: z.string(), reference: z.string(), status: z.string(), statusUrl: z.string() });
const detail = z.object({
  id: z.string(),
  status: z.string(),
  offers: z.array(
    z.object({ rank: z.number(), volunteerId: z.string(), volunteerName: z.string(), state: z.string() }),
  ),
  emails: z.array(
    z.object({
      kind: z.string(),
      recipient: z.string(),
      state: z.string(),
      attempts: z.number(),
      messageId: z.string(),
    }),
  ),
  timeline: z.array(z.object({ at: z.string(), what: z.string(), by: z.string() })),
});
export type Detail = z.infer<typeof detail>;

export type Answer = { status: number; body: unknown; text: string; headers: Headers };

/** Somebody outside, with or without a session: speaks JSON over HTTP and nothing else. */
export type Client = {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Presses a button of a page, with what is in its form; the answer is the page that it leads to. */
  press(path: string, fields?: Record<string, string>): Promise<Answer>;
  submit(over?: Record<string, unknown>): Promise<z.infer<typeof submitted>>;
  importAll(): Promise<Answer>;
  decide(id: string, what: string, body?: unknown): Promise<Answer>;
  detail(id: string): Promise<Detail>;
  untilStatus(id: string, status: string): Promise<Detail>;
};

const api = '/api/v1/esempio';

export async function signIn(system: System, email?: string): Promise<Client> {
  return createClient(system, { cookie: await openSession(system, email) });
}

/** @returns the session's cookies, as a browser sends them */
export async function openSession(system: System, email = 'operatore@comune.example'): Promise<string> {
  const answer = await fetch(`${system.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: system.url },
    body: JSON.stringify({ email, password: operatorPassword }),
  });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

/** Registers a volunteer by the public form, of whom nothing but the address is of interest. */
export async function registerVolunteer(system: System, email: string): Promise<void> {
  const answer = await fetch(`${system.url}/esempio/volontari`, {
    method: 'POST',
    headers: { origin: system.url },
    redirect: 'manual',
    body: new URLSearchParams({
      givenName: 'Vanda',
      familyName: 'Volpi',
      email,
      telephone: '333 765 4321',
      birthDate: '1980-02-29',
      zones: 'centro',
      maxOpenOffers: '3',
      privacyNoticeRead: 'yes',
    }),
  });
  if (answer.status !== 303) throw new Error(`registration: ${answer.status}`);
}

export function createClient(system: System, session: Record<string, string> = {}): Client {
  async function ask(path: string, request: RequestInit): Promise<Answer> {
    const headers = { origin: system.url, ...session, ...request.headers };
    const response = await fetch(system.url + path, { ...request, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, text, body: isJson ? JSON.parse(text) : undefined, headers: response.headers };
  }

  const client: Client = {
    call: (method, path, body, headers = {}) =>
      ask(path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    press: (path, fields = {}) => ask(path, { method: 'POST', body: new URLSearchParams(fields) }),
    async submit(over = {}) {
      const answer = await client.call('POST', `${api}/help-requests`, requestBody(over), {
        'idempotency-key': randomUUID(),
      });
      if (answer.status !== 201) throw new Error(`submit: ${answer.status} ${answer.text}`);
      return submitted.parse(answer.body);
    },
    importAll: () => client.call('POST', `${api}/help-requests/import`, {}),
    decide: (id, what, body = {}) => client.call('POST', `${api}/help-requests/${id}/${what}`, body),
    async detail(id) {
      const answer = await client.call('GET', `${api}/help-requests/${id}`);
      if (answer.status !== 200) throw new Error(`detail: ${answer.status} ${answer.text}`);
      return detail.parse(answer.body);
    },
    async untilStatus(id, status) {
      return await waitUntil(`request to be ${status}`, async () => {
        const seen = await client.detail(id);
        return seen.status === status ? seen : undefined;
      });
    },
  };
  return client;
}

export function requestBody(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    need: 'spesa',
    requester: {
      givenName: 'Ada',
      familyName: 'Zorzi',
      telephone: '333 123 4567',
      address: 'Via dei Mille 12',
      zone: 'centro',
    },
    description: 'Mi serve la spesa, non riesco a uscire.',
    privacyNoticeRead: true,
    ...over,
  };
}
