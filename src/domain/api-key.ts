import { z } from 'zod';
import { line } from './text.ts';

/** What a key lets a program do: send requests in, or read them; never both, so that a portal's key shows nobody. */
const apiKeyScopes = ['submit', 'read'] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** A key as whoever administers describes it; 10,000 an hour, some three a second, is beyond any Comune's portal. */
export const newApiKey = z.object({
  name: line(60),
  scope: z.enum(apiKeyScopes),
  perHour: z.coerce.number().int().min(1).max(10_000),
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
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
};
