import { BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { WebEnv } from './context.ts';

/**
 * The address a request comes from: the socket's, or, behind a proxy of ours, the last one in X-Forwarded-For that is
 * no proxy of ours. Everything to the left of that one is what the client itself claims, and is not believed.
 * @param trustedProxies addresses or CIDR ranges, `TRUSTED_PROXY` of the configuration; nobody's by default
 * @returns an IPv4 address, an IPv6 network of 64 bits (one home or office has all of its addresses, so a limit must
 *   count them as one), or `unknown` where there is no socket
 */
export function clientAddress(c: Context<WebEnv>, trustedProxies: readonly string[]): string {
  const socketAddress = plainAddress((c.env?.incoming && getConnInfo(c).remote.address) ?? '');
  if (socketAddress === undefined) return 'unknown';
  const proxies = rangesOf(trustedProxies);
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',');
  let address = socketAddress;
  while (isIn(proxies, address)) {
    const before = plainAddress(forwarded.pop() ?? '');
    if (before === undefined) break;
    address = before;
  }
  return isIP(address) === 6 ? networkOf(address) : address;
}

/** The first four groups, with what `::` stands for written out. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('%', 1).join().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = tail === undefined ? before : [...before, ...zeros, ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** An IPv4 address that arrived on an IPv6 socket (`::ffff:10.0.0.1`) is the IPv4 address; what is none is undefined. */
function plainAddress(written: string): string | undefined {
  const address = written.trim().replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? undefined : address;
}

function rangesOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const written of addresses) {
    const [address = '', prefix] = written.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) continue;
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function isIn(ranges: BlockList, address: string): boolean {
  return ranges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
