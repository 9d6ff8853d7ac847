import { connect } from 'node:net';
import getPort, { portNumbers } from 'get-port';

export type Log = (line: string) => void;

// Far enough to pass a row of development servers, near enough that the port is still recognisable.
const HOW_FAR = 100;

// A connection within the machine is answered or refused at once; this only bounds a socket that hangs.
const CONNECT_TIMEOUT_MS = 1_000;

/**
 * Chooses a free loopback port: the preferred one, or else the next free one, saying so.
 * Ports chosen in the same process are kept apart even before they are bound.
 * @param name what will listen there, as people call it
 */
export async function choosePort(preferred: number, name: string, log: Log): Promise<number> {
  const last = Math.min(preferred + HOW_FAR, 65_535);
  const port = await getPort({ host: '127.0.0.1', port: portNumbers(preferred, last), reserve: true });
  if (port !== preferred) log(`La porta ${preferred} è occupata: ${name} usa la ${port}.`);
  return port;
}

/** Any free loopback port, for what nobody needs to remember. */
export function chooseAnyPort(): Promise<number> {
  return getPort({ host: '127.0.0.1', reserve: true });
}

/** Whether something accepts connections on a loopback port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: CONNECT_TIMEOUT_MS });
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}
