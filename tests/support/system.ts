import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import getPort from 'get-port';
import { inject } from 'vitest';
import { openPool } from '../../src/db/database.ts';
import { addDemoData } from '../../src/demo/add-demo-data.ts';
import { createSignIn } from '../../src/sign-in.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type ProductProcess, startProcess } from './process.ts';
import { type SmtpServer, startSmtpServer } from './smtp-server.ts';
import { waitUntil } from './wait-until.ts';

export const operatorPassword = 'prova-prova-prova-1';

/** The whole product on real engines, with a database, a namespace and a mail server of its own. */
export type System = {
  url: string;
  database: TestDatabase;
  smtp: SmtpServer;
  namespace: string;
  /** The environment that web and worker have. */
  variables: Record<string, string>;
  web: ProductProcess;
  worker: ProductProcess;
  startWeb(): Promise<void>;
  startWorker(): void;
  untilReady(): Promise<void>;
  /** Everything that web and worker have written, of all their lives. */
  output(): string;
  stop(): Promise<void>;
};

type Options = {
  /** Instead of the run's own, for a suite that takes Temporal or PostgreSQL away. */
  temporalAddress?: string;
  postgres?: { address: string; appUrl: string };
  env?: Record<string, string>;
};

/** Starts web and worker with the demo data and waits until all is ready. */
export async function startSystem({ temporalAddress, postgres, env = {} }: Options = {}): Promise<System> {
  const [database, smtp, port] = await Promise.all([
    createTestDatabase(postgres && { serverUrl: postgres.address, serverAppUrl: postgres.appUrl }),
    startSmtpServer(),
    getPort(),
  ]);
  const namespace = `test-${randomUUID()}`;
  const address = temporalAddress ?? inject('temporalAddress');
  await createNamespace(address, namespace);
  const url = `http://127.0.0.1:${port}`;
  const secret = randomUUID() + randomUUID();
  await seedDemo(database, url, secret);

  const variables = {
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: database.appUrl,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Comune di Esempio <easycare@comune.example>',
    SESSION_SECRET: secret,
    SUBMIT_LIMIT: '0',
    ...env,
  };
  const past: string[] = [];
  const system: System = {
    url,
    database,
    smtp,
    namespace,
    variables,
    web: startProcess('web', variables),
    worker: startProcess('worker', variables),
    async startWeb() {
      past.push(system.web.output());
      system.web = startProcess('web', variables);
      await waitUntil('web to answer', () =>
        fetch(`${url}/healthz`).then(
          (r) => r.ok,
          () => false,
        ),
      );
    },
    startWorker() {
      past.push(system.worker.output());
      system.worker = startProcess('worker', variables);
    },
    async untilReady() {
      await waitUntil('the system to be ready', () =>
        fetch(`${url}/readyz`).then(
          (r) => r.ok,
          () => false,
        ),
      );
    },
    output: () => [...past, system.web.output(), system.worker.output()].join('\n'),
    async stop() {
      await Promise.all([system.web.kill(), system.worker.kill()]);
      await Promise.all([smtp.close(), database.drop()]);
    },
  };
  try {
    await system.untilReady();
  } catch (error) {
    const output = system.output();
    await system.stop();
    throw new Error(`the system did not start:\n${output.slice(-4_000)}`, { cause: error });
  }
  return system;
}

/** Creates a namespace and waits until the server knows it. */
export async function createNamespace(address: string, namespace: string): Promise<void> {
  const create = () =>
    execa(inject('temporalBinary'), ['operator', 'namespace', 'create', '--address', address, '-n', namespace]);
  await create();
  // The server's own cache of namespaces takes a moment to know a new one.
  await waitUntil('the namespace to be known', () =>
    execa(inject('temporalBinary'), ['workflow', 'list', '--address', address, '-n', namespace]).then(
      () => true,
      () => false,
    ),
  );
}

async function seedDemo(database: TestDatabase, publicUrl: string, secret: string): Promise<void> {
  const pool = openPool(database.url, { schema: 'auth', max: 1 });
  try {
    const signIn = createSignIn({ pool, publicUrl, secret, production: false });
    await addDemoData({ db: database.db, signIn }, operatorPassword);
  } finally {
    await pool.end();
  }
}
