import { z } from 'zod';
import { line } from './text.ts';
import { wholeNumber } from './whole-number.ts';

/** What a key lets a program do: send requests in, or read them; never both, so that a portal's key shows nobody. */
export const apiKeyScopes = ['submit', 'read'] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** 10,000 an hour, some three a second, is beyond any Comune's portal. */
const mostPerHour = 10_000;

/** A key as whoever administers types it. */
export const newApiKey = z.object({
  name: line(60),
  scope: z.enum(apiKeyScopes, { error: 'validation.choose' }),
  perHour: wholeNumber(1, mostPerHour, 'settings.keys.perHourRange'),
});
export type NewApiKey = z.infer<typeof newApiKey>;

/** A key without its secret, as a list shows it. */
export type ApiKeyView = {
  id: string;
  name: string;
  scope: ApiKeyScope;
  /** The part of the key by which people recognise it. */
  prefix: string;
  perHour: number;
  createdAt: Date;
  /** The name of who made it; null where that was the command line program. */
  createdBy: string | null;
  revokedAt: Date | null;
  revokedBy: string | null;
  /** To the minute. */
  lastUsedAt: Date | null;
};
