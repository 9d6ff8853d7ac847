import { Hono } from 'hono';
import { readLogo } from '../../../src/db/logos.ts';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { WebError } from '../../web-error.ts';

/** For ever, as far as browsers go: another picture has another address. */
const forEver = 'public, max-age=31536000, immutable';
/** For a page that was open while the picture changed: it gets today's and asks again next time. */
const askAgain = 'public, no-cache';

/** A Comune's coat of arms or logo, where its pages look for it: `logoUrl`. */
export function createLogoRoutes(deps: Pick<WebDependencies, 'db'>) {
  return new Hono<WebEnv>().get('/:version', loadMunicipality(deps), async (c) => {
    const logo = await readLogo(deps.db, c.var.municipality.id);
    if (logo === undefined) throw new WebError('not_found');
    c.header('Cache-Control', c.req.param('version') === logo.hash ? forEver : askAgain);
    c.header('Content-Type', logo.type);
    return c.body(new Uint8Array(logo.bytes));
  });
}
