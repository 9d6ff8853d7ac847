import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { compose, composeText, environmentOf, serviceOf, variables } from './compose-file.ts';

// No Docker engine runs here: this holds the file to what production relies on.

const ours = ['migrate', 'web', 'worker'];
const onceOnly = ['temporal-schema', 'temporal-namespace', 'migrate'];
const services = Object.keys(compose.services);
const longRunning = services.filter((name) => !onceOnly.includes(name));

/** What an administrator must fill in, and nothing else. */
const given = {
  PUBLIC_URL: 'https://aiuto.comune.example',
  SMTP_URL: 'smtps://user:password@mail.comune.example',
  MAIL_FROM: 'Aiuto <aiuto@comune.example>',
  SESSION_SECRET: 'x'.repeat(64),
  POSTGRES_PASSWORD: 'superuser',
  EASYCARE_DATABASE_PASSWORD: 'ours',
  EASYCARE_APP_PASSWORD: 'app',
  TEMPORAL_DATABASE_PASSWORD: 'theirs',
};

/** The names that src/config.ts reads, from the lines of its schema. */
const configNames = [...readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z_]+): z\b/gm)].map(
  ([, name]) => name,
);

const isAtLeast = (version: string, floor: string) => version.localeCompare(floor, 'en', { numeric: true }) >= 0;
const tagOf = (name: string) => serviceOf(name).image.split(':')[1] ?? '';
const secondsOf = (period = '') => Number.parseInt(period, 10) * (period.endsWith('m') ? 60 : 1);

describe('docker-compose.yml', () => {
  test('has these services', () => {
    expect(services.toSorted()).toEqual([
      'migrate',
      'postgresql',
      'temporal',
      'temporal-namespace',
      'temporal-schema',
      'temporal-ui',
      'web',
      'worker',
    ]);
  });

  test.each(services)('pins the image of %s', (name) => {
    expect(serviceOf(name).image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  });

  test('keeps to versions without known holes, and to the version of this release', () => {
    expect(isAtLeast(tagOf('postgresql'), '18.6')).toBe(true);
    expect(isAtLeast(tagOf('temporal'), '1.29.2')).toBe(true);
    expect(tagOf('temporal-schema')).toBe(tagOf('temporal'));
    expect(tagOf('temporal-namespace')).toBe(tagOf('temporal'));
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
    for (const name of ours) expect(serviceOf(name).image).toBe(`easycare:${version}`);
  });

  test('publishes web and Temporal’s UI only, on loopback', () => {
    const published = services.flatMap((name) => serviceOf(name).ports.map((port) => [name, port]));
    expect(published.map(([name]) => name).toSorted()).toEqual(['temporal-ui', 'web']);
    for (const [, port] of published) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('shows Temporal’s UI for looking only', () => {
    expect(serviceOf('temporal-ui').environment['TEMPORAL_DISABLE_WRITE_ACTIONS']).toBe('true');
  });

  test('keeps PostgreSQL and Temporal off every network with a way out', () => {
    expect(compose.networks['inside']?.internal).toBe(true);
    for (const name of ['postgresql', 'temporal', 'temporal-schema', 'temporal-namespace']) {
      expect(serviceOf(name).networks).toEqual(['inside']);
    }
  });

  test('asks for what only the administrator knows, each with a sentence, and for nothing else', () => {
    const asked = variables.filter(({ required }) => required);
    expect(new Set(asked.map(({ name }) => name))).toEqual(new Set(Object.keys(given)));
    for (const { name, rest } of asked) expect(rest).toMatch(new RegExp(`^Set ${name},? [a-z]+ .+`));
    const optional = new Set(variables.filter(({ required }) => !required).map(({ name }) => name));
    for (const { name } of asked) expect(optional).not.toContain(name);
  });

  test('holds no secret of its own', () => {
    const secrets = Object.values(compose.services).flatMap(({ environment }) =>
      Object.entries(environment).filter(
        ([name]) => /PASSWORD|PWD|SECRET|_URL$/.test(name) && name !== 'TEMPORAL_UI_URL',
      ),
    );
    expect(secrets.length).toBeGreaterThan(8);
    // Asked for, or empty where nobody gives it.
    for (const [, value] of secrets) expect(value).toMatch(/\$\{[A-Z_]+:(\?|-\})/);
  });

  test.each(ours)('gives %s what the configuration reads, and a configuration that production accepts', (name) => {
    const environment = environmentOf(name, given);
    expect(configNames).toEqual(expect.arrayContaining(Object.keys(environment)));
    expect(readConfig(environment)).toMatchObject({
      production: true,
      port: 3000,
      databaseUrl: 'postgres://easycare_app:app@postgresql:5432/easycare',
      temporal: { address: 'temporal:7233', namespace: 'easycare', uiUrl: undefined },
      trustedProxies: ['172.30.113.1'],
      submitLimit: 30,
    });
  });

  test('tells migrate alone who owns the tables', () => {
    const owner = 'postgres://easycare:ours@postgresql:5432/easycare';
    expect(readConfig(environmentOf('migrate', given)).databaseOwnerUrl).toBe(owner);
    for (const name of ['web', 'worker']) expect(environmentOf(name, given)).not.toHaveProperty('DATABASE_OWNER_URL');
  });

  test('trusts the gateway of the network that web is published on', () => {
    const { ipam } = z.object({ ipam: z.unknown() }).parse(compose.networks['outside']);
    expect(JSON.stringify(ipam)).toContain('"gateway":"172.30.113.1"');
  });

  test('starts web and worker after the migration and the namespace, and those after what they need', () => {
    const waits = (name: string) =>
      Object.entries(serviceOf(name).depends_on).map(([other, { condition }]) => `${other} ${condition}`);
    const ready = ['migrate service_completed_successfully', 'temporal-namespace service_completed_successfully'];
    expect(waits('web')).toEqual(ready);
    expect(waits('worker')).toEqual(ready);
    expect(waits('migrate')).toEqual(['postgresql service_healthy']);
    expect(waits('temporal-namespace')).toEqual(['temporal service_healthy']);
    expect(waits('temporal')).toEqual(['temporal-schema service_completed_successfully']);
    expect(waits('temporal-schema')).toEqual(['postgresql service_healthy']);
    expect(serviceOf('migrate').command).toEqual(['node', 'dist/cli.js', 'migrate']);
    expect(serviceOf('worker').command).toContain('dist/worker.js');
  });

  test.each(longRunning)('starts %s again, and sees whether it is well', (name) => {
    expect(serviceOf(name).restart).toBe('unless-stopped');
    const { test: check = [], disable } = serviceOf(name).healthcheck;
    expect(disable).not.toBe(true);
    // web has the image's own.
    if (name !== 'web') expect(check[0]).toBe('CMD');
  });

  test.each(onceOnly)('runs %s to its end, once', (name) => expect(serviceOf(name).restart).toBe('no'));

  test('leaves web and worker the time they take to stop', () => {
    expect(secondsOf(serviceOf('web').stop_grace_period)).toBeGreaterThan(4);
    expect(secondsOf(serviceOf('worker').stop_grace_period)).toBeGreaterThan(10);
    expect(secondsOf(serviceOf('postgresql').stop_grace_period)).toBeGreaterThanOrEqual(60);
  });

  test.each(ours)('lets %s do only what it must', (name) => {
    const { init, read_only, cap_drop, security_opt } = serviceOf(name);
    const closed = { init: true, read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] };
    expect({ init, read_only, cap_drop, security_opt }).toEqual(closed);
  });

  test('keeps the data in a volume, where this PostgreSQL has them', () => {
    expect(serviceOf('postgresql').volumes).toEqual(['postgresql:/var/lib/postgresql']);
    expect(Object.keys(compose.volumes)).toEqual(['postgresql']);
  });

  test('keeps closed runs for 400 days, and starts emails within the task that schedules them', () => {
    const retentions = serviceOf('temporal-namespace')
      .command.join()
      .match(/--retention \S+/g);
    expect(retentions).toEqual(['--retention 9600h', '--retention 9600h']);
    const [dynamic] = serviceOf('temporal').configs;
    expect(serviceOf('temporal').environment['DYNAMIC_CONFIG_FILE_PATH']).toBe(dynamic?.target);
    expect(parse(compose.configs[dynamic?.source ?? '']?.content ?? '')).toEqual({
      'system.enableActivityEagerExecution': [{ value: true }],
    });
  });

  test('logs no values of rows', () => {
    expect(serviceOf('postgresql').command).toContain('log_error_verbosity=terse');
  });
});

describe('.env.example', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const named = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);

  test('lists every variable of the configuration and of docker-compose.yml, and no other', () => {
    // NODE_ENV is for whoever starts the process; the demo's password is read where the demo data are made.
    const read = configNames.filter((name) => name !== 'NODE_ENV');
    const all = new Set([...read, ...variables.map(({ name }) => name), 'DEMO_OPERATOR_PASSWORD']);
    expect(named.toSorted()).toEqual([...all].toSorted());
  });

  test('holds no value', () => {
    for (const line of lines) expect(line).toMatch(/^(#.*|[A-Z_]+=|)$/);
  });
});

test('nothing here is anybody’s password', () => {
  expect(composeText).not.toMatch(/(password|secret): ["']?[a-z0-9]+["']?$/im);
});
