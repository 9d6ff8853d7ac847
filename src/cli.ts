import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createApiKeyCommands } from './cli/api-keys.ts';
import { createAuditCommands } from './cli/audit.ts';
import { UsageError } from './cli/command.ts';
import { createInstallationCommands } from './cli/installation.ts';
import { createPeopleCommands } from './cli/people.ts';
import { createRequestCommands } from './cli/requests.ts';
import { createVolunteerCommands } from './cli/volunteers.ts';
import { readConfigOrExit } from './config.ts';
import { openScope, workInScope } from './db/audit-scope.ts';
import { openBulk } from './db/bulk.ts';
import { openDatabase, openPool } from './db/database.ts';
import { createLog } from './log.ts';
import { createSignIn } from './sign-in.ts';
import { connectRequestRuns } from './temporal.ts';

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

const { production } = config;
const groups = [
  createInstallationCommands({ db, signIn, production, openAsWeb: () => openDatabase(config.databaseUrl, { max: 1 }) }),
  createPeopleCommands({ db, signIn }),
  createApiKeyCommands(db),
  createVolunteerCommands({ db, openBulk: () => openBulk(config.databaseOwnerUrl) }),
  createAuditCommands(db),
  createRequestCommands({ db, log, connectRuns: () => connectRequestRuns(config.temporal) }),
];
const usage = `npm run cli -- COMMAND${groups.map((group) => group.usage).join('')}`;

try {
  process.exitCode = await workInScope(
    openScope(() => ({ kind: 'terminal' })),
    run,
  );
} catch (error) {
  console.error(sayError(error));
  process.exitCode = 1;
} finally {
  await db.destroy();
  await signInPool.end();
}

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      comune: { type: 'string' },
      role: { type: 'string' },
      anchor: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'with-duplicates': { type: 'boolean', default: false },
      // The supervisor's mark on every process it starts; nothing here depends on it.
      'data-dir': { type: 'string' },
    },
  });
  const name = positionals.slice(0, 2).join(' ');
  const command = groups.flatMap((group) => Object.entries(group.run)).find(([one]) => one === name)?.[1];
  if (command === undefined) {
    console.error(usage);
    return 2;
  }
  return await command(positionals.slice(2), values);
}

function sayError(error: unknown): unknown {
  if (error instanceof UsageError) return usage;
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : error;
}
