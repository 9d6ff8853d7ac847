import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { readStartTime } from '../../src/embedded/process-identity.ts';
import { findTemporal, TEMPORAL_VERSION } from '../../src/embedded/temporal-binary.ts';

let folder: string;
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(inject('runDir'), 'find-'));
});

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const cacheDir = () => join(folder, 'cache', 'easycare', `temporal-${TEMPORAL_VERSION}`);

function writeProgram(dir: string, name: string, script: string): string {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** The search with nothing of this machine in it; nobody listens on port 9 (discard). */
async function search(said: string[] = [], downloadFrom = 'http://127.0.0.1:9'): Promise<string> {
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, 'cache') };
  return findTemporal((line) => said.push(line), { env, downloadFrom });
}

/** A download service like the official one, with the given program in its archive. */
async function serveDownload(script: string): Promise<string> {
  writeProgram(join(folder, 'archive'), 'temporal', script);
  await execa('tar', ['-czf', join(folder, 'temporal.tar.gz'), '-C', join(folder, 'archive'), 'temporal']);
  const started = createServer((request, response) => {
    const { port } = started.address() as AddressInfo;
    if (request.url?.startsWith(`/cli/v${TEMPORAL_VERSION}?`)) {
      const archiveUrl = `http://127.0.0.1:${port}/temporal.tar.gz`;
      response.end(JSON.stringify({ archiveUrl, fileToExtract: 'temporal' }));
    } else response.end(readFileSync(join(folder, 'temporal.tar.gz')));
  });
  server = started;
  await new Promise<void>((listening) => started.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

test('the PATH comes before the cache', async () => {
  const onPath = writeProgram(join(folder, 'bin'), 'temporal', 'exit 0');
  writeProgram(cacheDir(), 'temporal', 'exit 0');
  expect(await search()).toBe(onPath);
});

test('the cache comes before anything that takes time', async () => {
  const cached = writeProgram(cacheDir(), 'temporal', 'exit 0');
  writeProgram(join(folder, 'bin'), 'go', 'exit 1');
  const said: string[] = [];
  expect(await search(said)).toBe(cached);
  expect(said).toEqual([]);
});

test('the download comes before Go, and is kept', async () => {
  writeProgram(join(folder, 'bin'), 'go', 'exit 1');
  const from = await serveDownload('exit 0');
  const found = await search([], from);
  expect(found).toBe(join(cacheDir(), 'temporal'));
  expect(readdirSync(cacheDir())).toEqual(['temporal']);
  expect(await search()).toBe(found);
});

test('a download that does not run here is not kept', async () => {
  const from = await serveDownload('exit 1');
  await expect(search([], from)).rejects.toThrow(/TEMPORAL_ADDRESS/);
  expect(readdirSync(cacheDir())).toEqual([]);
});

test('where the network refuses, Go builds it, and says how long that takes', async () => {
  // Like `go install`: what it is asked for goes to stderr, what it makes into GOBIN.
  const go =
    'echo "go: downloading x" >&2; printf "#!/bin/sh\\n# $*\\n" > "$GOBIN/temporal"; chmod 755 "$GOBIN/temporal"';
  writeProgram(join(folder, 'bin'), 'go', go);
  const said: string[] = [];
  const found = await search(said);
  expect(found).toBe(join(cacheDir(), 'temporal'));
  expect(readFileSync(found, 'utf8')).toContain(`github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`);
  expect(said.join('\n')).toMatch(/Compilo Temporal .* circa 4 minuti/);
  expect(readdirSync(cacheDir())).toEqual(['temporal']);
});

test('two that build at the same time both get a whole program', async () => {
  const go = 'printf "#!/bin/sh\\n" > "$GOBIN/temporal"; chmod 755 "$GOBIN/temporal"';
  writeProgram(join(folder, 'bin'), 'go', go);
  const found = await Promise.all([search(), search()]);
  expect(new Set(found)).toEqual(new Set([join(cacheDir(), 'temporal')]));
  expect(readdirSync(cacheDir())).toEqual(['temporal']);
});

test('a build that fails says what Go said, then what to do', async () => {
  writeProgram(join(folder, 'bin'), 'go', 'echo "no required module" >&2; exit 1');
  const said: string[] = [];
  await expect(search(said)).rejects.toThrow(/^Manca il programma «temporal»/);
  expect(said.at(-1)).toBe('Go non riesce a compilarlo (no required module).');
});

test('a build that is interrupted ends at once, with all that it started', async () => {
  const pidFile = join(folder, 'compiler-pid');
  writeProgram(join(folder, 'bin'), 'go', `sleep 600 & echo $! > ${pidFile}; echo compiling >&2; wait`);
  const interruption = new AbortController();
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, 'cache') };
  const finding = findTemporal(() => undefined, {
    env,
    downloadFrom: 'http://127.0.0.1:9',
    signal: interruption.signal,
  });
  await expect.poll(() => readPid(pidFile), { timeout: 20_000 }).toBeGreaterThan(0);
  interruption.abort();
  await expect(finding).rejects.toThrow();
  const compiler = readPid(pidFile);
  await expect.poll(() => readStartTime(compiler), { timeout: 20_000 }).toBeUndefined();
});

test('nothing at all is one clear sentence with what to do', async () => {
  await expect(search()).rejects.toThrow(
    /^Manca il programma «temporal» e non riesco a procurarmelo: installalo [\s\S]* oppure installa Go, [\s\S]*TEMPORAL_ADDRESS\.$/,
  );
});

function readPid(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}
