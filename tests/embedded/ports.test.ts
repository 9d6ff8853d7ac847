import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { chooseAnyPort, choosePort, isListening } from '../../src/embedded/ports.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
});

function listen(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

test('a free port is taken as it is, in silence', async () => {
  // Somebody else may take it between the two lines: then there is a sentence, and nothing else would be right.
  const preferred = (await chooseAnyPort()) + 1;
  const said: string[] = [];
  const chosen = await choosePort(preferred, 'il modulo', (line) => said.push(line));
  expect(said).toHaveLength(chosen === preferred ? 0 : 1);
});

test('a busy port moves to the next free one and says so', async () => {
  const busy = await chooseAnyPort();
  await listen(busy);
  const said: string[] = [];
  const chosen = await choosePort(busy, 'il modulo', (line) => said.push(line));
  expect(chosen).toBeGreaterThan(busy);
  expect(chosen).toBeLessThanOrEqual(busy + 100);
  expect(said).toEqual([`La porta ${busy} è occupata: il modulo usa la ${chosen}.`]);
  await listen(chosen);
});

test('two choices at the same time never get the same port', async () => {
  const preferred = await chooseAnyPort();
  const chosen = await Promise.all([1, 2, 3].map(() => choosePort(preferred, 'il modulo', () => undefined)));
  expect(new Set(chosen).size).toBe(3);
});

test('tells whether something listens', async () => {
  const port = await chooseAnyPort();
  expect(await isListening(port)).toBe(false);
  await listen(port);
  expect(await isListening(port)).toBe(true);
});
