import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { longestNotification } from '../../src/requests/receive-notification.ts';
import type { WebEnv } from '../context.ts';
import { WebError } from '../web-error.ts';

/** The longest valid submission has about 2,000 characters, 8 kB in UTF-8, three times that percent-encoded. */
const usualMaxBytes = 64 * 1024;

/** Calls that take more. */
const longer = [{ path: /^\/api\/v1\/[^/]+\/mail-notifications$/, maxBytes: longestNotification }];

/**
 * How much of a body that is too large is read and thrown away before it is refused. Most clients send all before they
 * listen: answered at once, they would see a broken connection instead of the 413. Whoever sends more sees that.
 */
const maxDiscarded = 16 * 1024 * 1024;

/** Where a file may come, which its own route reads piece by piece and limits: `web/upload.ts`. */
const uploads = /^\/[^/]+\/console\/(volontari\/importa|impostazioni\/mappa|impostazioni\/il-comune\/stemma)$/;

/**
 * Refuses a body of more than 64 KiB, or than its call takes, whether its length is declared or it comes in chunks.
 * @throws WebError body_too_large
 */
export const limitBody = createMiddleware<WebEnv>(async (c, next) => {
  const maxBytes = longer.find(({ path }) => path.test(c.req.path))?.maxBytes ?? usualMaxBytes;
  const declared = c.req.header('content-length');
  const isDeclared = declared !== undefined && c.req.header('transfer-encoding') === undefined;
  // Looking at the body itself costs every request something; its declared length is enough.
  if (isDeclared && Number(declared) <= maxBytes) return await next();
  const { body } = c.req.raw;
  if (body === null || (c.req.method === 'POST' && uploads.test(c.req.path))) return await next();

  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of untilHungUp(body)) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    if (size > maxDiscarded) break;
  }
  if (size > maxBytes) throw new WebError('body_too_large');
  c.req.raw = new Request(c.req.raw, { body: Buffer.concat(chunks) });
  await next();
});

/** @throws WebError malformed_body where the client hangs up before its body is complete */
async function* untilHungUp(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw new WebError('malformed_body', { cause: error });
  }
}

/**
 * Lets a JSON body in UTF-8 through to the validators, which would take wrong bytes for U+FFFD.
 * @throws WebError unsupported_media_type, malformed_body (also where it is empty)
 */
export const requireJson = createMiddleware<WebEnv>(async (c, next) => {
  requireJsonType(c.req.header('content-type'));
  readJson(await c.req.arrayBuffer());
  await next();
});

/**
 * Lets an email through, as a mail server hands it on.
 * @throws WebError unsupported_media_type
 */
export const requireMessage = createMiddleware<WebEnv>(async (c, next) => {
  if (!/^\s*message\/rfc822\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    throw new WebError('unsupported_media_type');
  }
  await next();
});

/**
 * For calls that need no body: a JSON object, or nothing, which the validators are given as an empty one.
 * @throws WebError as above
 */
export const allowEmptyJson = createMiddleware<WebEnv>(async (c, next) => {
  const bytes = await c.req.raw.arrayBuffer();
  if (bytes.byteLength > 0) {
    requireJsonType(c.req.header('content-type'));
    const body = readJson(bytes);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new WebError('malformed_body');
  }
  c.req.raw = new Request(c.req.raw, { body: bytes.byteLength > 0 ? bytes : '{}' });
  await next();
});

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/**
 * For pages: what a form sends, or nothing.
 * @throws WebError unsupported_media_type
 */
export const requireForm = createMiddleware<WebEnv>(async (c, next) => {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  // A path that nothing answers is 404, whatever was sent to it.
  const isAnswered = matchedRoutes(c).some(({ path }) => !path.endsWith('*'));
  if (isAnswered && c.req.method === 'POST' && type !== undefined && !formTypes.includes(type)) {
    throw new WebError('unsupported_media_type');
  }
  await next();
});

/** `application/json`, alone or with the one charset that JSON has (RFC 8259, 8.1). */
function requireJsonType(contentType: string | undefined): void {
  if (!/^\s*application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '')) {
    throw new WebError('unsupported_media_type');
  }
}

function readJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new WebError('malformed_body', { cause: error });
  }
}
