import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/**
 * The log of a process: JSON lines on standard output, ids and codes only. What is logged is chosen at each call; the
 * redaction is the net beneath, for fields that carry a person.
 */
export function createLog(name: string, { logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({
    name,
    level: logLevel,
    redact: {
      paths: ['email', 'telephone', 'address', 'givenName', 'familyName', 'description', '*.email', '*.telephone'],
      remove: true,
    },
  });
}
