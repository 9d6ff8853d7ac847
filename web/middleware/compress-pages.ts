import { compress } from 'hono/compress';
import { createMiddleware } from 'hono/factory';
import type { WebEnv } from '../context.ts';

const compressHtml = compress({ encoding: 'gzip', contentTypeFilter: /^text\/html/ });

/**
 * Sends pages compressed (a full console's 98 kB as 7) to whoever opened them here or typed their address. What another
 * site opens goes as it is: whoever could choose words of a page and see how long it travels would learn its other
 * words letter by letter (BREACH). Browsers say which it is themselves; where one says nothing, it is taken for the worst.
 */
export const compressPages = createMiddleware<WebEnv>(async (c, next) => {
  const openedFrom = c.req.header('sec-fetch-site');
  return openedFrom === 'same-origin' || openedFrom === 'none' ? await compressHtml(c, next) : await next();
});
