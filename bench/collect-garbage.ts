import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

// Loaded by Node before a program that is to be weighed, into each of its threads (workflows run in one of their own):
// told by the parent, every thread collects its garbage.

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
const channel = new BroadcastChannel('collect-garbage');
channel.unref();
channel.onmessage = collectAll;
if (isMainThread) {
  process.on('message', (message) => {
    if (typeof message !== 'object' || message === null || !('collectGarbage' in message)) return;
    channel.postMessage('now');
    collectAll();
  });
}

/** Everything that nothing refers to, and the room that the young generation had grown to. */
function collectAll(): void {
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
