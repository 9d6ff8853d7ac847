import pg from 'pg';

/** Any number of ours, the same in every worker: who holds this advisory lock is the monitor. */
const monitorLock = 7_219_331;

export type MonitorLock = {
  /** Resolves when this process is the monitor; the lock is lost with its connection, and `onLost` is called. */
  acquire(): Promise<void>;
  release(): Promise<void>;
};

/** A lock on a connection of its own: PostgreSQL frees it the moment the process that holds it dies. */
export function createMonitorLock(url: string, onLost: () => void): MonitorLock {
  let client: pg.Client | undefined;
  return {
    async acquire() {
      const fresh = new pg.Client({ connectionString: url, application_name: 'easycare monitor', keepAlive: true });
      client = fresh;
      fresh.on('error', onLost);
      fresh.on('end', onLost);
      await fresh.connect();
      await fresh.query('select pg_advisory_lock($1)', [monitorLock]);
    },
    async release() {
      const held = client;
      client = undefined;
      held?.removeAllListeners('end');
      await held?.end();
    },
  };
}

/** Whether some worker is the monitor now, which is to say: whether a worker lives. */
export const monitorIsAliveSql = `select exists (
  select from pg_locks where locktype = 'advisory' and classid = 0 and objid = ${monitorLock} and granted
    and database = (select oid from pg_database where datname = current_database())) as alive`;
