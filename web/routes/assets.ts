import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { type AssetFile, assetFiles, assetVersion } from '../asset-files.ts';
import type { WebEnv } from '../context.ts';

/** For ever, as far as browsers go: another content has another address. */
const forEver = 'public, max-age=31536000, immutable';
/** For a page that was open while a new release came: it gets today's file and asks again next time. */
const askAgain = 'public, no-cache';

const encodings = ['br', 'gzip'] as const;
type Encoding = (typeof encodings)[number];
type Variant = { body: Buffer<ArrayBuffer>; tag: string };

/**
 * Serves what `assetUrl` names, from memory: a name is looked up, never joined to a folder, so no path leads out. Text
 * goes compressed, which is done once a file, when first asked for.
 */
export function createAssetRoutes() {
  const variants = new Map<string, Promise<Variant>>();

  return new Hono<WebEnv>().get('/assets/:version/:name{.+}', async (c) => {
    const name = c.req.param('name');
    const file = assetFiles.get(name);
    if (file === undefined) return c.notFound();
    const encoding = isText(file) ? chooseEncoding(c) : undefined;
    const key = `${name} ${encoding}`;
    const making = variants.get(key) ?? makeVariant(file, encoding);
    variants.set(key, making);
    const { body, tag } = await making;

    c.header('Cache-Control', c.req.param('version') === assetVersion ? forEver : askAgain);
    c.header('ETag', tag);
    if (isText(file)) c.header('Vary', 'Accept-Encoding');
    if (names(c.req.header('if-none-match'), tag)) return c.body(null, 304);
    c.header('Content-Type', file.contentType);
    if (encoding !== undefined) c.header('Content-Encoding', encoding);
    return c.body(body);
  });
}

/** Fonts and pictures of pixels are compressed already. */
function isText({ contentType }: AssetFile): boolean {
  return contentType.endsWith('charset=utf-8');
}

/** Ours first, since browsers name all they take without saying which they like best. */
function chooseEncoding(c: Context): Encoding | undefined {
  return encodings.find((one) => accepts(c, { header: 'Accept-Encoding', supports: [one], default: '' }) === one);
}

async function makeVariant({ body }: AssetFile, encoding: Encoding | undefined): Promise<Variant> {
  const packed = encoding === undefined ? body : Buffer.from(await pack(body, encoding));
  return { body: packed, tag: `"${createHash('sha256').update(packed).digest('base64url').slice(0, 22)}"` };
}

async function pack(body: Buffer, encoding: Encoding): Promise<Buffer> {
  // 9 of 11: a few per cent larger than the best, in a tenth of its time.
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  return encoding === 'br'
    ? await promisify(brotliCompress)(body, { params: quality })
    : await promisify(gzip)(body, { level: 9 });
}

/** Whether an If-None-Match names this tag; a proxy may have made it a weak one. */
function names(ifNoneMatch: string | undefined, tag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}
