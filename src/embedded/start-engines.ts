import { startInbox } from './inbox.ts';
import { choosePort, type Log } from './ports.ts';
import { startPostgres } from './postgres.ts';
import type { Engine } from './processes.ts';
import { startTemporal } from './temporal.ts';
import { findTemporal } from './temporal-binary.ts';

/** What the environment says of engines that already exist; undefined means the embedded one. */
export interface KnownEngines {
  databaseUrl: string | undefined;
  /** Where it differs: of the role that owns the tables. */
  databaseOwnerUrl: string | undefined;
  temporalAddress: string | undefined;
  temporalUiUrl: string | undefined;
  smtpUrl: string | undefined;
}

/** Where everything is, each known as soon as it is ready. */
export interface StartingEngines {
  database: Promise<{ databaseUrl: string; ownerUrl: string }>;
  temporal: Promise<{ temporalAddress: string; temporalUiUrl: string | undefined }>;
  mail: Promise<{ smtpUrl: string; inboxUrl: string | undefined }>;
}

interface Surroundings {
  dataDir: string;
  log: Log;
  signal: AbortSignal;
  /** Told when an engine ends, with a sentence. */
  onEnd(sentence: string): void;
}

// Where people expect them: each engine's own default.
const POSTGRES_PORT = 5432;
const TEMPORAL_PORT = 7233;
const TEMPORAL_UI_PORT = 8233;
const SMTP_PORT = 1025;
const INBOX_PORT = 1080;

/** Starts, side by side, the engines that the environment doesn't name. */
export function startEngines(known: KnownEngines, surroundings: Surroundings): StartingEngines {
  const { dataDir, log, signal, onEnd } = surroundings;
  const options = { dataDir, log, signal };
  const watch = (label: string, engine: Engine) =>
    void engine.exited.then((how) =>
      onEnd(`${label} si è fermato da solo (${how}); il suo registro è in ${dataDir}/logs.`),
    );

  async function findDatabase() {
    const { databaseUrl, databaseOwnerUrl } = known;
    if (databaseUrl !== undefined) return { databaseUrl, ownerUrl: databaseOwnerUrl ?? databaseUrl };
    const engine = await startPostgres({ ...options, port: await choosePort(POSTGRES_PORT, 'PostgreSQL', log) });
    watch('PostgreSQL', engine);
    return { databaseUrl: engine.url, ownerUrl: engine.ownerUrl };
  }

  async function findTemporalServer() {
    const { temporalAddress, temporalUiUrl } = known;
    if (temporalAddress !== undefined) return { temporalAddress, temporalUiUrl };
    const binary = await findTemporal(log, { dataDir, signal });
    const port = await choosePort(TEMPORAL_PORT, 'Temporal', log);
    const uiPort = await choosePort(TEMPORAL_UI_PORT, "l'interfaccia di Temporal", log);
    const engine = await startTemporal({ ...options, binary, port, uiPort });
    watch('Temporal', engine);
    return { temporalAddress: engine.address, temporalUiUrl: engine.uiUrl };
  }

  async function findMail() {
    if (known.smtpUrl !== undefined) return { smtpUrl: known.smtpUrl, inboxUrl: undefined };
    const smtpPort = await choosePort(SMTP_PORT, 'la posta di prova (SMTP)', log);
    const webPort = await choosePort(INBOX_PORT, 'la posta di prova', log);
    const engine = await startInbox({ ...options, smtpPort, webPort });
    watch('La posta di prova', engine);
    return { smtpUrl: engine.smtpUrl, inboxUrl: engine.webUrl };
  }

  return { database: findDatabase(), temporal: findTemporalServer(), mail: findMail() };
}
