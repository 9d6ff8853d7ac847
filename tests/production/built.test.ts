import { randomUUID } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { execa } from 'execa';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';
import { waitUntil } from '../support/wait-until.ts';

// What `npm run build` makes, run as the image runs it: no TypeScript, no embedded engine, NODE_ENV=production.

let database: TestDatabase;
let smtp: SmtpServer;
let environment: Record<string, string>;

const options = () => ({ env: environment, extendEnv: false, reject: false, all: true, stdin: 'ignore' }) as const;
const run = (program: string, ...args: string[]) => execa(process.execPath, [`dist/${program}.js`, ...args], options());

const started: ReturnType<typeof run>[] = [];
function start(program: 'web' | 'worker') {
  const child = run(program);
  started.push(child);
  return child;
}

beforeAll(async () => {
  const namespace = `built-${randomUUID()}`;
  const [port] = await Promise.all([getPort(), build(), createNamespace(namespace)]);
  database = await createTestDatabase({ migrated: false });
  smtp = await startSmtpServer();
  environment = {
    NODE_ENV: 'production',
    PORT: String(port),
    PUBLIC_URL: 'https://aiuto.comune.example',
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.url,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: namespace,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Aiuto <aiuto@comune.example>',
    SESSION_SECRET: randomUUID() + randomUUID(),
  };
});

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await Promise.all(started);
  await database?.drop();
  await smtp?.close();
});

async function build(): Promise<void> {
  const { failed, all } = await execa(process.execPath, ['build.mjs'], { reject: false, all: true });
  if (failed) throw new Error(`the build fails:\n${all}`);
}

async function createNamespace(namespace: string): Promise<void> {
  const where = ['--address', inject('temporalAddress'), '--namespace', namespace];
  await execa(inject('temporalBinary'), ['operator', 'namespace', 'create', ...where]);
  const isKnown = () => execa(inject('temporalBinary'), ['workflow', 'count', ...where], { reject: false });
  await waitUntil('the namespace to be known', async () => !(await isKnown()).failed);
}

const get = (path: string) => fetch(`http://127.0.0.1:${environment['PORT']}${path}`);
const answers = (path: string) =>
  get(path).then(
    (answer) => answer.ok,
    () => false,
  );
const readiness = z.object({ missing: z.array(z.string()) });

describe('the build', () => {
  test('leaves all that production runs, the workflows and the pages’ scripts included', () => {
    for (const file of ['web.js', 'worker.js', 'cli.js', 'workflow-bundle.js']) {
      expect(existsSync(`dist/${file}`), file).toBe(true);
    }
    const scripts = globSync('web/client/*.ts').map((path) => path.replace(/^web\/client\/(.*)\.ts$/, '$1.js'));
    expect(globSync('*.js', { cwd: 'dist/client' }).toSorted()).toEqual(scripts.toSorted());
  });

  test.each(['web', 'worker', 'cli'])('%s refuses to start without what it needs, and names it', async (program) => {
    const { SESSION_SECRET: _, ...incomplete } = environment;
    const child = execa(process.execPath, [`dist/${program}.js`], { ...options(), env: incomplete });
    const { exitCode, all } = await child;
    expect(exitCode).toBe(2);
    expect(all).toBe('Refusing to start in production: SESSION_SECRET is not set.');
  });

  test('migrates, starts, serves its pages with their files, and stops when told', async () => {
    expect((await run('cli', 'migrate')).all).toMatch(/^Applied: /);
    expect((await run('cli', 'migrate')).all).toBe('The database is up to date.');
    expect((await run('cli', 'comune', 'create', 'docs/comune.example.json')).all).toBe('Created: borgo-esempio.');
    const added = await run('cli', 'volunteers', 'add', 'docs/volunteers.example.json', '--comune', 'borgo-esempio');
    expect(added.all).toBe('Added: 2 of 2.');

    const web = start('web');
    await waitUntil('web to answer', () => answers('/healthz'));
    const early = await get('/readyz');
    expect(early.status).toBe(503);
    expect(readiness.parse(await early.json()).missing).toEqual(['worker']);
    const worker = start('worker');
    await waitUntil('all parts to answer', () => answers('/readyz')).catch(async (error) => {
      worker.kill('SIGKILL');
      throw new Error(`the worker says: ${(await worker).all}`, { cause: error });
    });

    const page = await (await get('/borgo-esempio/richiesta')).text();
    const files = new Set(page.match(/\/assets\/[^"#]+/g));
    expect([...files].some((file) => file.endsWith('.js')) && [...files].some((file) => file.endsWith('.css'))).toBe(
      true,
    );
    for (const file of files) expect((await get(file)).status, file).toBe(200);

    web.kill('SIGTERM');
    worker.kill('SIGTERM');
    const [webEnd, workerEnd] = await Promise.all([web, worker]);
    expect(webEnd.exitCode, webEnd.all).toBe(0);
    expect(workerEnd.exitCode, workerEnd.all).toBe(0);
  });
});
