import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import getPort from 'get-port';
import { z } from 'zod';
import { waitUntil } from '../support/wait-until.ts';

/** The product as `npm start` runs it, with its demo data, in a folder of its own. */
export type DemoInstance = {
  url: string;
  email: string;
  password: string;
  /** The operator's session, as a browser sends it. */
  cookie: string;
  /** @returns the request's id, and the address of the citizen's own page of it */
  submit(over?: Record<string, unknown>): Promise<{ id: string; statusUrl: string }>;
  importAll(): Promise<void>;
  stop(): Promise<void>;
};

const submitted = z.object({ id: z.string(), statusUrl: z.string() });
const api = '/api/v1/esempio/help-requests';

export async function startDemo(): Promise<DemoInstance> {
  const [folder, port] = [mkdtempSync(join(tmpdir(), 'easycare-demo-')), await getPort()];
  const [url, email, password] = [`http://127.0.0.1:${port}`, 'operatore@comune.example', randomUUID()];
  const program = execa(process.execPath, ['--import', 'tsx', 'src/start.ts'], {
    env: { PORT: String(port), PUBLIC_URL: url, DATA_DIR: folder, DEMO_OPERATOR_PASSWORD: password, SUBMIT_LIMIT: '0' },
    reject: false,
    all: true,
  });
  const stop = async () => {
    program.kill('SIGTERM');
    await program;
    rmSync(folder, { recursive: true, force: true });
  };
  const call = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer;
  };
  try {
    await waitUntil('the demo to be ready', () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const signedIn = await call('/api/auth/sign-in/email', { email, password });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return {
      url,
      email,
      password,
      cookie,
      async submit(over = {}) {
        const answer = await call(api, { ...aRequest, ...over }, { 'idempotency-key': randomUUID() });
        return submitted.parse(await answer.json());
      },
      async importAll() {
        await call(`${api}/import`, {}, { cookie });
        await waitUntil('the requests to wait for decisions', async () => {
          const waiting = await fetch(`${url}${api}?status=submitted`, { headers: { cookie } });
          const { items } = z.object({ items: z.array(z.unknown()) }).parse(await waiting.json());
          return items.length === 0;
        });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const aRequest = {
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
};
