import { createWriteStream } from 'node:fs';
import http from 'node:http';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { z } from 'zod';
import type { Log } from './ports.ts';

// The service that the SDK's own `cached-download` asks (sdk-core, ephemeral_server), with its query and its answer.
// Asked directly, because the SDK can be neither bounded in time nor interrupted, and says nothing while it works.
const downloadInfo = z.object({ archiveUrl: z.url(), fileToExtract: z.string() });

// A network that refuses does so at once; one that swallows packets must not hold up the next way for long.
const ANSWER_TIMEOUT_MS = 8_000;

// About 60 MB: a minute on a slow line. It is the stall that ends it, not the length.
const STALL_TIMEOUT_MS = 20_000;

const PROGRESS_EVERY_MS = 5_000;

interface Download {
  from: string;
  version: string;
  log: Log;
  signal: AbortSignal | undefined;
}

/**
 * Downloads the official `temporal` program into a folder.
 * @returns its path, or undefined when it can't be had this way, after having said why
 */
export async function downloadTemporal(dir: string, download: Download): Promise<string | undefined> {
  const { from, version, log, signal } = download;
  const system = platform() === 'win32' ? 'windows' : platform();
  const query = new URLSearchParams({ arch: arch() === 'x64' ? 'amd64' : arch(), platform: system, format: 'tar.gz' });
  const stopUsingProxies = useProxies();
  log(`Scarico Temporal ${version} da ${new URL(from).host} (circa 60 MB, solo la prima volta)…`);
  try {
    const answer = await ask(`${from}/cli/v${version}?${query}`, signal);
    const { archiveUrl, fileToExtract } = downloadInfo.parse(await answer.json());
    const archive = join(dir, 'archive.tar.gz');
    await save(await ask(archiveUrl, signal), archive, download);
    await execa('tar', ['-xzf', archive, '-C', dir, fileToExtract]);
    const program = join(dir, fileToExtract);
    // What doesn't run here isn't worth keeping: a proxy's page, another machine's binary.
    await execa(program, ['--version'], { timeout: 30_000 });
    return program;
  } catch (error) {
    signal?.throwIfAborted();
    log(`Non riesco a scaricarlo (${describe(error)}).`);
    return undefined;
  } finally {
    stopUsingProxies();
  }
}

async function ask(url: string, signal: AbortSignal | undefined): Promise<Response> {
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(new Error('nessuna risposta')), ANSWER_TIMEOUT_MS);
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([tooLate.signal, ...(signal ? [signal] : [])]) });
    if (!answer.ok) throw new Error(`${new URL(url).host} risponde ${answer.status}`);
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

async function save(answer: Response, file: string, { log, signal }: Download): Promise<void> {
  if (answer.body === null) throw new Error('risposta vuota');
  const total = Number(answer.headers.get('content-length') ?? 0);
  let received = 0;
  let lastLine = Date.now();
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new Error('la linea si è fermata')), STALL_TIMEOUT_MS);
  const watch = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      timer.refresh();
      received += chunk.length;
      if (Date.now() - lastLine > PROGRESS_EVERY_MS) {
        lastLine = Date.now();
        log(`  … ${Math.round(received / 1e6)} MB${total > 0 ? ` di ${Math.round(total / 1e6)}` : ''}`);
      }
      done(null, chunk);
    },
  });
  try {
    await pipeline(answer.body, watch, createWriteStream(file), {
      signal: AbortSignal.any([stall.signal, ...(signal ? [signal] : [])]),
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Follows HTTPS_PROXY and the like, as in many an office, but never for this machine itself. */
function useProxies(): () => void {
  const spared = ['127.0.0.1', 'localhost', process.env['NO_PROXY'] ?? process.env['no_proxy'] ?? ''];
  return http.setGlobalProxyFromEnv({ ...process.env, NO_PROXY: spared.filter(Boolean).join(','), no_proxy: '' });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says only that it failed; its cause says why.
  return error.cause instanceof Error ? error.cause.message : error.message;
}
