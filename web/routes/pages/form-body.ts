import type { Context } from 'hono';
import { WebError } from '../../web-error.ts';

/** What a form sent: only text is ever read from it. */
export type FormBody = {
  /** A field as it was typed; empty where it was not sent. Of one sent twice, the first. */
  text(name: string): string;
  /** All values of a field that may stand there several times, as a list of checkboxes does. */
  texts(name: string): string[];
  has(name: string): boolean;
  /** Whether a field came twice or as a file: no browser sends that from our forms, so it is refused. */
  isTwisted(name: string): boolean;
};

/**
 * Reads a posted form.
 * @throws WebError malformed_body where a multipart body cannot be taken apart
 */
export async function readFormBody(c: Context): Promise<FormBody> {
  const body: Record<string, unknown> = await c.req.parseBody({ all: true }).catch((problem: unknown) => {
    if (problem instanceof TypeError) throw new WebError('malformed_body', { cause: problem });
    throw problem;
  });
  const valuesOf = (name: string): unknown[] => {
    const sent = body[name];
    if (sent === undefined) return [];
    return Array.isArray(sent) ? sent : [sent];
  };
  const texts = (name: string) => valuesOf(name).filter((value) => typeof value === 'string');
  return {
    text: (name) => texts(name)[0] ?? '',
    texts,
    has: (name) => valuesOf(name).length > 0,
    isTwisted: (name) => valuesOf(name).length > 1 || valuesOf(name).length !== texts(name).length,
  };
}
