import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Creates the data folder if needed. Nobody else may look into it; but PostgreSQL refuses to run as root and then has a
 * user of its own, which must be able to pass through to its own folder.
 */
export function ensureDataDir(dataDir: string): void {
  const isRoot = process.getuid?.() === 0;
  mkdirSync(dataDir, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
}

/** Reads a secret kept beneath the data folder, or undefined. */
export function readSecret(dataDir: string, name: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'secrets', name), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Keeps a secret beneath the data folder, for this user's eyes only. */
export function writeSecret(dataDir: string, name: string, secret: string): void {
  mkdirSync(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, 'secrets', name), `${secret}\n`, { mode: 0o600 });
}

export function forgetSecret(dataDir: string, name: string): void {
  rmSync(join(dataDir, 'secrets', name), { force: true });
}

/** 32 random bytes as hexadecimal. */
export function makeUpSecret(): string {
  return randomBytes(32).toString('hex');
}

/** The kept secret, made up the first time. */
export function keepSecret(dataDir: string, name: string): string {
  const kept = readSecret(dataDir, name);
  if (kept !== undefined && kept !== '') return kept;
  const made = makeUpSecret();
  writeSecret(dataDir, name, made);
  return made;
}

// Without those that look alike: i, l and 1, o and 0.
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password that can be read aloud and typed: three groups of five letters and digits, 74 bits. */
export function makeUpPassword(): string {
  const letters = Array.from({ length: 15 }, () => READABLE.charAt(randomInt(READABLE.length))).join('');
  return [letters.slice(0, 5), letters.slice(5, 10), letters.slice(10)].join('-');
}
