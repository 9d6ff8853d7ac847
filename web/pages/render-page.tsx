import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Language, textsIn } from '../../src/i18n/i18n.ts';
import { PageContext } from '../components/page-context.tsx';
import type { WebEnv } from '../context.ts';

/** Answers with a page; `now` is what its relative times count from. */
export function renderPage(
  c: Context,
  page: Child,
  { status = 200, now }: { status?: ContentfulStatusCode; now: Date },
): Response | Promise<Response> {
  const language: Language = 'it';
  const operator: WebEnv['Variables']['operator'] = c.get('operator');
  const value = { language, t: textsIn(language), now, role: operator?.role };
  return c.html(html`<!doctype html>${<PageContext.Provider value={value}>{page}</PageContext.Provider>}`, status);
}
