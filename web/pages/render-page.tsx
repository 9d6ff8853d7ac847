import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { usualLanguage } from '../../src/domain/language.ts';
import { textsIn } from '../../src/i18n/i18n.ts';
import { PageContext } from '../components/page-context.tsx';
import type { WebEnv } from '../context.ts';
import { languageOf } from '../language.ts';

/** Answers with a page, in the language of whoever asked; `now` is what its relative times count from. */
export function renderPage(
  c: Context,
  page: Child,
  { status = 200, now }: { status?: ContentfulStatusCode; now: Date },
): Response | Promise<Response> {
  const language = languageOf(c);
  const operator: WebEnv['Variables']['operator'] = c.get('operator');
  // A refusal says nothing back of what it was asked, which may be a secret.
  const search = status < 400 ? new URL(c.req.url).search : '';
  const query = c.req.method === 'POST' ? undefined : search;
  const comuneLang = language === usualLanguage ? undefined : usualLanguage;
  const value = { language, t: textsIn(language), comuneLang, now, query, role: operator?.role };
  c.header('Content-Language', language);
  return c.html(html`<!doctype html>${<PageContext.Provider value={value}>{page}</PageContext.Provider>}`, status);
}
