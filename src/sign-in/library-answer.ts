import { z } from 'zod';

const refusal = z.object({ code: z.string() });

/**
 * The code with which better-auth refuses; undefined where it does as it was asked.
 * @throws Error where it failed by itself
 */
export async function readRefusal(answer: Response): Promise<string | undefined> {
  if (answer.ok) return undefined;
  if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status}`);
  const parsed = refusal.safeParse(await answer.clone().json());
  return parsed.success ? parsed.data.code : 'UNKNOWN';
}
