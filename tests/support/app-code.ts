import { createHmac } from 'node:crypto';
import { vi } from 'vitest';

/** Stops the clock in the middle of a half minute, so that no code grows old between being made and being typed. */
export function stopClock(): void {
  const halfMinute = 30_000;
  const now = Math.floor(Date.now() / halfMinute) * halfMinute + halfMinute / 2;
  vi.useFakeTimers({ toFake: ['Date'], now });
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * What an authenticator app shows for a key: RFC 6238 with its usual parameters, written here from the RFC, so that what
 * the service accepts is what apps make.
 * @param steps half minutes from now; the service takes -1, 0 and 1
 */
export function makeAppCode(secret: string, steps = 0): string {
  const bits = [...secret].map((letter) => base32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A code of six digits that is wrong now and in the half minutes around. */
export function makeWrongCode(secret: string, different = 0): string {
  const right = new Set([-2, -1, 0, 1, 2].map((steps) => makeAppCode(secret, steps)));
  const wrong = Array.from({ length: 20 }, (_, index) => String(100_000 + index)).filter((code) => !right.has(code));
  return wrong[different] ?? '';
}
