import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { connectForMunicipality } from './municipality-scope.ts';
import { PreparedClient } from './prepared-client.ts';
import type { Database } from './schema.ts';

/** What every query takes first: the database, or the transaction that a caller already holds. */
export type Db = Kysely<Database>;

/** Days stay text (`2026-02-28`): a JavaScript Date would move them by the time zone. */
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);

/** A connection that can't be had within 3 s is PostgreSQL away: the page says so instead of waiting. */
const connectionTimeoutMillis = 3_000;
/** No query of ours needs more than a fraction of a second; 15 s ends one that went wrong. */
const statement_timeout = 15_000;
/** The same from our side, a second later: a PostgreSQL that froze can't end its own statements. */
const noticedAfter = 1_000;

/** A process that froze in the middle of a transaction gives its locks back after this; a live one takes milliseconds. */
const idle_in_transaction_session_timeout = 30_000;

/** A new connection has nothing prepared yet, and the first email after a pause would pay for it; five minutes' pause. */
const idleTimeoutMillis = 300_000;

/** The role that has sign-in's own tables; ours has none of its rights until it takes it on. */
const signInRole = 'easycare_sign_in';

export type DatabaseOptions = {
  max?: number;
  onIdleError?: (error: Error) => void;
  /**
   * Whether PostgreSQL plans each prepared statement once and for all. Right for who finds every row by a key, such as
   * the worker: else the length of a list, which changes each time, has a statement planned again at each call, and
   * that costs as much as the statement itself. Wrong for who searches, where the plan depends on what is asked.
   */
  plannedOnce?: boolean;
  /** How long a statement may take, in milliseconds, where it is one about 100,000 rows. */
  longestStatement?: number;
};

/** Opens a pool; connections are made when first needed, so a PostgreSQL that is away does not stop the start. */
export function openDatabase(url: string, { max = 10, ...options }: DatabaseOptions = {}): Db {
  return queriesOver(openPool(url, { ...options, max, Client: PreparedClient }));
}

/** Queries over the connections of a pool, each for the Comune that is worked for. */
export function queriesOver(pool: pg.Pool): Db {
  const connections = { options: pool.options, connect: () => connectForMunicipality(pool), end: () => pool.end() };
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: connections }) });
}

/**
 * Opens a pool for a library that brings its own queries.
 * @param schema where its tables stand: sign-in's own are in `auth`
 */
export function openPool(
  url: string,
  {
    onIdleError = () => {},
    schema = 'public',
    max = 4,
    plannedOnce = false,
    longestStatement = statement_timeout,
    Client = pg.Client,
  }: DatabaseOptions & { schema?: 'public' | 'auth'; Client?: typeof pg.Client } = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis,
    idleTimeoutMillis,
    statement_timeout: longestStatement,
    query_timeout: longestStatement + noticedAfter,
    idle_in_transaction_session_timeout,
    application_name: 'easycare',
    options: `-c search_path=${schema}${schema === 'auth' ? ` -c role=${signInRole}` : ''}${plannedOnce ? ' -c plan_cache_mode=force_generic_plan' : ''}`,
    max,
    Client,
  });
  // An idle connection that PostgreSQL closes is replaced at the next query; unheard, the event would end the process.
  pool.on('error', onIdleError);
  // So would that of a connection which breaks while it is lent out; whoever holds it learns of it from the query.
  pool.on('connect', (client) => client.on('error', onIdleError));
  return pool;
}
