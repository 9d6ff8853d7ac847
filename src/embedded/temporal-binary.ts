import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Log } from './ports.ts';
import { StartProblem } from './start-problem.ts';
import { type Build, buildTemporal } from './temporal-build.ts';
import { downloadTemporal } from './temporal-download.ts';

/** The version that is downloaded or built; later ones carry a replace directive, which `go install` refuses. */
export const TEMPORAL_VERSION = '1.5.1';

export interface TemporalSearch {
  /** Where PATH, HOME and XDG_CACHE_HOME are read. */
  env?: NodeJS.ProcessEnv;
  /** Where the official download is asked for. */
  downloadFrom?: string;
  /** Where a build is written down, so that a later start can end it. */
  dataDir?: string;
  signal?: AbortSignal | undefined;
}

/**
 * Finds the `temporal` program, or gets it: on the PATH, in the user's cache, by the SDK's official download, by
 * building it with Go. Whatever was got stays in the cache, shared by every clone and every run of the tests.
 * @returns its absolute path
 * @throws StartProblem when there is no way, with what to do
 */
export async function findTemporal(log: Log, search: TemporalSearch = {}): Promise<string> {
  const { env = process.env, downloadFrom = 'https://temporal.download', dataDir, signal } = search;
  const onPath = findOnPath('temporal', env);
  if (onPath !== undefined) return onPath;

  const cacheDir = join(findCacheRoot(env), 'easycare', `temporal-${TEMPORAL_VERSION}`);
  const cached = join(cacheDir, 'temporal');
  if (isProgram(cached)) return cached;

  // Made in a folder of its own and then renamed: two processes may race, and an interrupted one leaves nothing behind
  // that looks finished.
  mkdirSync(cacheDir, { recursive: true });
  const workDir = mkdtempSync(join(cacheDir, 'unfinished-'));
  try {
    const got =
      (await downloadTemporal(workDir, { from: downloadFrom, version: TEMPORAL_VERSION, log, signal })) ??
      (await tryBuild(workDir, { env, log, dataDir, signal }));
    if (got === undefined) throw new StartProblem(explainWhatToDo(cached));
    renameSync(got, cached);
    return cached;
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

async function tryBuild(workDir: string, options: Omit<Build, 'go' | 'version'>): Promise<string | undefined> {
  const go = findOnPath('go', options.env);
  return go === undefined ? undefined : buildTemporal(workDir, { ...options, go, version: TEMPORAL_VERSION });
}

function explainWhatToDo(cached: string): string {
  return (
    'Manca il programma «temporal» e non riesco a procurarmelo: installalo (https://docs.temporal.io/cli) in modo che sia ' +
    `nel PATH, oppure copialo in ${cached}, oppure installa Go, oppure indica un server esistente con TEMPORAL_ADDRESS.`
  );
}

function findCacheRoot(env: NodeJS.ProcessEnv): string {
  const configured = env['XDG_CACHE_HOME'];
  // The XDG specification says that a relative path is to be ignored.
  if (configured !== undefined && isAbsolute(configured)) return configured;
  return join(env['HOME'] ?? homedir(), '.cache');
}

function findOnPath(program: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
