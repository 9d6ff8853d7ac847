/** Some origin to resolve paths against; it never leaves this file. */
const origin = 'http://local.invalid';

/**
 * Reads a path to go to after signing in. Only a path of this site is one: `//evil.example`, `/\evil.example`, other
 * schemes and control characters, which browsers drop before they read an address, are not.
 */
export function readLocalPath(typed: string | undefined): string | undefined {
  if (typed === undefined || !/^\/[\x21-\x7e]*$/.test(typed) || typed.includes('\\')) return undefined;
  const url = URL.parse(typed, origin);
  if (url === null || url.origin !== origin) return undefined;
  return url.pathname.startsWith('//') ? undefined : `${url.pathname}${url.search}`;
}
