import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAdaptorServer } from '@hono/node-server';
import type { createApp } from '../../../web/app.ts';

export type RawServer = Awaited<ReturnType<typeof listenRaw>>;

/** The web behind a socket, to which bytes are sent as they are: clients tidy up what they send. */
export async function listenRaw(app: Pick<ReturnType<typeof createApp>, 'fetch'>) {
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;

  return {
    close: () => server.close(),
    /**
     * @param head the first line and whatever headers; Host and Connection are added
     * @returns the answer: its status, its headers as they came, its body; status 0 where the server just hung up
     */
    async send(head: string[], body = ''): Promise<{ status: number; headers: string; body: string }> {
      const socket = connect(port, '127.0.0.1');
      const hosts = head.some((line) => /^host:/i.test(line)) ? [] : ['Host: 127.0.0.1'];
      socket.write(`${[...head, ...hosts, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
      const [headers = '', ...rest] = (await text(socket)).split('\r\n\r\n');
      return {
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(headers)?.[1] ?? 0),
        headers,
        body: rest.join('\r\n\r\n'),
      };
    },
  };
}
