import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { rememberOperatorLanguage } from '../../src/db/operators.ts';
import { rememberVolunteerLanguage } from '../../src/db/own-volunteer.ts';
import { findSessionVolunteer } from '../../src/db/volunteer-entry.ts';
import { isLanguage, type Language } from '../../src/domain/language.ts';
import { carriesSession } from '../../src/sign-in.ts';
import { type WebEnv, workForSlug } from '../context.ts';
import type { WebDependencies } from '../dependencies.ts';
import { languageParameter, rememberLanguage } from '../language.ts';
import { readLocalPath } from '../routes/pages/local-path.ts';
import { carriesVolunteerSession, readVolunteerCookie } from '../volunteer-session.ts';

type Deps = Pick<WebDependencies, 'config' | 'db' | 'signIn'>;

/**
 * Chooses the language where an address asks for one (`?lingua=de`), on whatever page: the browser keeps it, and is sent
 * on to the same address without the question. A form that asks goes on in that language, with all that it carries.
 */
export function chooseLanguage(deps: Deps) {
  return createMiddleware<WebEnv>(async (c, next) => {
    const chosen = c.req.query(languageParameter);
    if (!isLanguage(chosen) || c.req.path.startsWith('/api/')) return await next();
    rememberLanguage(c, chosen, deps.config);
    const back = c.req.method === 'POST' ? undefined : readLocalPath(withoutChoice(c.req.url));
    if (back === undefined) return await next();
    if (c.req.method === 'GET' && !comesFromElsewhere(c)) await writeIn(deps, c, chosen);
    return c.redirect(back, 303);
  });
}

/** `//evil.example?lingua=de` would send the browser to another site: `readLocalPath` refuses it. */
function withoutChoice(address: string): string {
  const { pathname, searchParams } = new URL(address);
  searchParams.delete(languageParameter);
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`;
}

/** A link on another site may choose what this browser shows, not what somebody is written in. */
function comesFromElsewhere(c: Context<WebEnv>): boolean {
  return ['cross-site', 'same-site'].includes(c.req.header('sec-fetch-site') ?? '');
}

/** Whoever is signed in, as an operator or on a volunteer's own page, is written to in the language they choose. */
async function writeIn({ db, signIn, config }: Deps, c: Context<WebEnv>, language: Language): Promise<void> {
  const { headers } = c.req.raw;
  const userId = carriesSession(headers) ? await signIn.findUserId(headers) : undefined;
  if (userId !== undefined) await rememberOperatorLanguage(db, userId, language);
  const secret = carriesVolunteerSession(headers) ? readVolunteerCookie(c, config) : undefined;
  if (secret === undefined) return;
  await workForSlug({ db }, c.req.path.split('/')[1] ?? '', async ({ id: municipalityId }) => {
    const volunteerId = await findSessionVolunteer(db, municipalityId, secret);
    if (volunteerId !== undefined) await rememberVolunteerLanguage(db, { municipalityId, volunteerId }, language);
  });
}
