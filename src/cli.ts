import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readConfigOrExit } from './config.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './db/api-keys.ts';
import { openBulk } from './db/bulk.ts';
import { createMunicipality, municipalityDefinition } from './db/create-municipality.ts';
import { openDatabase, openPool } from './db/database.ts';
import { isConfined } from './db/health.ts';
import { addInstallationAdministrator } from './db/installation-administrators.ts';
import { migrate } from './db/migrate.ts';
import { findMunicipality } from './db/municipalities.ts';
import { createOperator } from './db/operators.ts';
import { findUnfinished } from './db/undelivered.ts';
import { findUnfinishedLetters } from './db/undelivered-letters.ts';
import { addVolunteers, newVolunteer } from './db/volunteers.ts';
import { addDemoData } from './demo/add-demo-data.ts';
import { newApiKey } from './domain/api-key.ts';
import { type Role, roles } from './domain/role.ts';
import { createLog } from './log.ts';
import { createDelivery } from './requests/delivery.ts';
import { longestNotification, receiveNotification } from './requests/receive-notification.ts';
import { createSignIn } from './sign-in.ts';
import { connectRequestRuns } from './temporal.ts';
import { writeVolunteers } from './volunteers/export.ts';
import { importFile } from './volunteers/import-file.ts';

const usage = `npm run cli -- COMMAND
  migrate                               bring the database to this release
  comune create FILE.json               create a Comune with its lists and head of operations (docs/comune.example.json)
  operator create EMAIL NAME --comune SLUG [--role ROLE]
                                        let a person work for a Comune; the password is read from standard input.
                                        ROLE: administrator, operator, clerk, operations_lead; without it the
                                        Comune's first person is its administrator, everybody else an operator
  administrator create EMAIL NAME       let a person administer the installation; the password likewise
  operator password EMAIL               set a new password, read from standard input; every session ends
  operator second-factor-off EMAIL      for who has lost telephone and recovery codes: the password alone lets in again
  api-key create NAME submit|read PER_HOUR --comune SLUG
                                        a key for a program, shown this once, with its calls an hour
  api-key list --comune SLUG            the keys, without their secrets
  api-key revoke ID --comune SLUG       end a key at once
  volunteers add FILE.json --comune SLUG     add volunteers whom the Comune already knows
  volunteers import FILE.csv --comune SLUG [--dry-run] [--with-duplicates]
                                        preview, then all rows or none; with --dry-run only the preview
  volunteers export --comune SLUG            the CSV of all volunteers, on standard output
  mail notification [FILE|-]            take a notification that an email came back (RFC 3464), from a file or
                                        standard input
  requests recover                      after a restore from backup: start a run for each open request, and each
                                        unsent email to a volunteer, that has none
  demo                                  add the made-up Comune «esempio» (password: DEMO_OPERATOR_PASSWORD)`;

// The default address is for a PostgreSQL that lets anybody in; an administrator has a real one, and should be told.
if (!process.env['DATABASE_URL'] && process.env['NODE_ENV'] !== 'production') {
  console.error(`DATABASE_URL is not set. Beside a running \`npm start\`:
  node --env-file=.data/connections.env --import tsx src/cli.ts COMMAND`);
  process.exit(2);
}
const config = readConfigOrExit(process.env);
const log = createLog('cli', { logLevel: 'warn' });
const db = openDatabase(config.databaseOwnerUrl, { max: 2 });
const signInPool = openPool(config.databaseOwnerUrl, { schema: 'auth', max: 1 });
const signIn = createSignIn({ pool: signInPool, ...config, secret: config.sessionSecret });

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await db.destroy();
  await signInPool.end();
}

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    // The supervisor's mark on every process it starts; nothing here depends on it.
    options: {
      comune: { type: 'string' },
      role: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'with-duplicates': { type: 'boolean', default: false },
      'data-dir': { type: 'string' },
    },
  });
  const [command, action, ...rest] = positionals;
  switch ([command, action].filter(Boolean).join(' ')) {
    case 'migrate': {
      const applied = await migrate(db);
      console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
      return await checkThatComuniAreApart();
    }
    case 'demo': {
      const password = process.env['DEMO_OPERATOR_PASSWORD'];
      if (password === undefined || password === '') throw new Error('DEMO_OPERATOR_PASSWORD is not set.');
      console.log(JSON.stringify(await addDemoData({ db, signIn }, password)));
      return 0;
    }
    case 'comune create': {
      const definition = municipalityDefinition.parse(await readJson(rest[0]));
      const { kind } = await createMunicipality(db, definition);
      console.log(kind === 'created' ? `Created: ${definition.slug}.` : `${definition.slug} exists already.`);
      return kind === 'created' ? 0 : 1;
    }
    case 'operator create': {
      const [email, name] = rest;
      if (email === undefined || name === undefined) throw new Error(usage);
      const municipality = await findMunicipalityBySlug(values.comune);
      const role = values.role === undefined ? undefined : readRole(values.role);
      const { userId, created } = await signIn.createUser({ email, name, password: await readPassword() });
      const operator = { municipalityId: municipality.id, userId, name, email, ...(role !== undefined && { role }) };
      const made = await createOperator(db, operator);
      console.log(`${sayCreated(email, created)} Role: ${made.role}.`);
      return 0;
    }
    case 'administrator create': {
      const [email, name] = rest;
      if (email === undefined || name === undefined) throw new Error(usage);
      const { userId, created } = await signIn.createUser({ email, name, password: await readPassword() });
      await addInstallationAdministrator(db, userId);
      console.log(sayCreated(email, created));
      return 0;
    }
    case 'operator password': {
      await signIn.setPassword(await findPerson(rest[0]), await readPassword());
      console.log(`Set: ${rest[0]}.`);
      return 0;
    }
    case 'operator second-factor-off': {
      await signIn.removeSecondFactor(await findPerson(rest[0]));
      console.log(`Off: ${rest[0]}.`);
      return 0;
    }
    case 'api-key create': {
      const [name, scope, perHour] = rest;
      const municipality = await findMunicipalityBySlug(values.comune);
      console.log((await createApiKey(db, municipality.id, newApiKey.parse({ name, scope, perHour }))).key);
      return 0;
    }
    case 'api-key list': {
      const municipality = await findMunicipalityBySlug(values.comune);
      for (const key of await listApiKeys(db, municipality.id)) console.log(JSON.stringify(key));
      return 0;
    }
    case 'api-key revoke': {
      const municipality = await findMunicipalityBySlug(values.comune);
      const revoked = await revokeApiKey(db, municipality.id, z.uuid().parse(rest[0]));
      console.log(revoked ? 'Revoked.' : 'This Comune has no such key that still holds.');
      return revoked ? 0 : 1;
    }
    case 'volunteers add': {
      const municipality = await findMunicipalityBySlug(values.comune);
      const volunteers = newVolunteer.array().parse(await readJson(rest[0]));
      console.log(`Added: ${await addVolunteers(db, municipality.id, volunteers)} of ${volunteers.length}.`);
      return 0;
    }
    case 'volunteers import': {
      const [file] = rest;
      if (file === undefined) throw new Error(usage);
      const municipality = await findMunicipalityBySlug(values.comune);
      const bulk = openBulk(config.databaseOwnerUrl);
      try {
        return await importFile(
          { db, bulk, now: () => new Date() },
          { municipality, file, dryRun: values['dry-run'], withDuplicates: values['with-duplicates'] },
        );
      } finally {
        await bulk.db.destroy();
      }
    }
    case 'volunteers export': {
      const municipality = await findMunicipalityBySlug(values.comune);
      await pipeline(writeVolunteers(db, municipality.id), process.stdout, { end: false });
      return 0;
    }
    case 'mail notification': {
      const raw = await readNotification(rest[0]);
      const outcome = await receiveNotification({ db, log }, raw);
      console.log(JSON.stringify(outcome));
      return outcome.kind === 'not_a_notification' ? 1 : 0;
    }
    case 'requests recover': {
      const runs = connectRequestRuns(config.temporal);
      const delivery = createDelivery({ db, runs, log });
      let started = 0;
      for (const id of await findUnfinished(db)) if ((await delivery.recoverRun(id)) === 'started') started += 1;
      for (const id of await findUnfinishedLetters(db)) {
        if ((await delivery.recoverLetter(id)) === 'started') started += 1;
      }
      await runs.close();
      console.log(`Started: ${started}.`);
      return 0;
    }
    default:
      console.error(usage);
      return 2;
  }
}

/** A connection that sees every Comune's rows is none for web and worker; only where one tries things out it may pass. */
async function checkThatComuniAreApart(): Promise<number> {
  const app = openDatabase(config.databaseUrl, { max: 1 });
  try {
    if (await isConfined(app)) return 0;
    console.error('The role of DATABASE_URL sees the rows of every Comune: see docs/operations.md, «Roles».');
    return config.production ? 1 : 0;
  } finally {
    await app.destroy();
  }
}

async function findMunicipalityBySlug(slug: string | undefined) {
  const municipality = slug === undefined ? undefined : await findMunicipality(db, slug);
  if (municipality === undefined) throw new Error('Name an existing Comune with --comune SLUG.');
  return municipality;
}

async function findPerson(email: string | undefined): Promise<string> {
  if (email === undefined) throw new Error(usage);
  const userId = await signIn.findAccountId(email);
  if (userId === undefined) throw new Error(`Nobody signs in as ${email}.`);
  return userId;
}

function sayCreated(email: string, created: boolean): string {
  return created ? `Created: ${email}.` : `${email} was there already, with the password it had.`;
}

function readRole(typed: string): Role {
  const role = roles.find((one) => one === typed);
  if (role === undefined) throw new Error(`--role is one of: ${roles.join(', ')}.`);
  return role;
}

async function readJson(file: string | undefined): Promise<unknown> {
  if (file === undefined) throw new Error(usage);
  return JSON.parse(await readFile(file, 'utf8'));
}

/** @throws Error as soon as there is more than a notification can be */
async function readNotification(file = '-'): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > longestNotification) throw new Error('A notification has at most 1 MiB.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password.length < 12) throw new Error('The password, on standard input, needs at least 12 characters.');
  return password;
}
