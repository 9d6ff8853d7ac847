import { createServer, type Socket } from 'node:net';
import { readClock } from './clock.ts';

// Process: takes every email at once, or after a delay that it is told, and says so to its parent. Sockets and lines,
// no library: what it costs is not what is measured.

/** Told by the parent; 0 and 0 at first. Each email takes a time between the two, evenly spread. */
const delay = { minMs: 0, maxMs: 0 };
/** Coprime with every span in use, so that consecutive emails get delays far apart, the same in each run. */
const delayStep = 37;
let taken = 0;

process.on('message', (told) => Object.assign(delay, told));
process.on('disconnect', () => process.exit(0));

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  let pending = '';
  let inBody = false;
  socket.on('data', (chunk: string) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf(inBody ? '\r\n.\r\n' : '\r\n');
      if (end === -1) return;
      const line = pending.slice(0, end);
      pending = pending.slice(end + (inBody ? 5 : 2));
      if (inBody) take(socket, line);
      else answer(socket, line);
      inBody = !inBody && line.toUpperCase() === 'DATA';
    }
  });
  socket.write('220 sink ESMTP\r\n');
});

function answer(socket: Socket, command: string): void {
  const verb = command.slice(0, 4).toUpperCase();
  if (verb === 'EHLO') socket.write('250-sink\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n');
  else if (verb === 'DATA') socket.write('354 go ahead\r\n');
  else if (verb === 'QUIT') socket.end('221 bye\r\n');
  else socket.write('250 ok\r\n');
}

function take(socket: Socket, message: string): void {
  taken += 1;
  const span = delay.maxMs - delay.minMs;
  const ms = span === 0 ? delay.minMs : delay.minMs + ((taken * delayStep) % (span + 1));
  if (ms === 0) accept(socket, message);
  else setTimeout(() => accept(socket, message), ms);
}

function accept(socket: Socket, message: string): void {
  socket.write('250 taken\r\n');
  const kind = /^X-EasyCare-Kind: (.*)$/m.exec(message)?.[1]?.trim();
  const requestId = /^X-EasyCare-Request: (.*)$/m.exec(message)?.[1]?.trim();
  process.send?.({ kind, requestId, at: readClock() });
}

server.listen(Number(process.env['SINK_PORT']), '127.0.0.1', () => console.log('sink ready'));
process.once('SIGTERM', () => process.exit(0));
