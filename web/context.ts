import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ShownKey } from '../src/db/api-keys.ts';
import {
  findMunicipality,
  findMunicipalityId,
  forgetMunicipalityId,
  type Municipality,
} from '../src/db/municipalities.ts';
import { forMunicipality } from '../src/db/municipality-scope.ts';
import { findOperator, type Operator } from '../src/db/operators.ts';
import { DomainError } from '../src/domain/errors.ts';
import type { Language } from '../src/domain/language.ts';
import type { SignedIn } from '../src/sign-in.ts';
import type { WebDependencies } from './dependencies.ts';
import { WebError } from './web-error.ts';

/** What a handler finds in its context: `c.var.municipality` and so on, once the middleware that sets it has run. */
export type WebEnv = {
  /** The socket, where there is one: `app.request()` of the tests has none. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Stands in the log and in the answer to an unexpected error, so that the two can be brought together. */
    requestLogId: string;
    /** Set where this very request chose one; `languageOf` says which it is in any case. */
    language: Language | undefined;
    /** Set by `loadMunicipality`. */
    municipality: Municipality;
    /** Set by `requireOperator` (then never undefined) and `findSignedInOperator`. */
    operator: Operator | undefined;
    session: SignedIn | undefined;
    /** Set where a program shows a key. */
    apiKey: ShownKey | undefined;
  };
};

/** The shape of a slug, as the table's CHECK has it: anything else names no Comune and need not be looked up. */
const slug = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const longestSlug = 60;

/**
 * Does work for the Comune of this name, and for that one alone.
 * @throws DomainError municipality_not_found
 */
export async function workForSlug<T>(
  { db }: Pick<WebDependencies, 'db'>,
  name: string,
  work: (municipality: Municipality) => Promise<T>,
): Promise<T> {
  const id = name.length <= longestSlug && slug.test(name) ? await findMunicipalityId(db, name) : undefined;
  if (id === undefined) throw new DomainError('municipality_not_found');
  return await forMunicipality(id, async () => {
    const municipality = await findMunicipality(db, name);
    if (municipality?.id === id) return await work(municipality);
    // Removed by hand since its id was looked up, and perhaps made again.
    forgetMunicipalityId(db, name);
    return await workForSlug({ db }, name, work);
  });
}

/**
 * Loads the Comune that the path's `:comune` names, where `enforceAccess` has not done so already; whatever comes after
 * works for that one alone.
 * @throws DomainError municipality_not_found
 */
export function loadMunicipality(deps: Pick<WebDependencies, 'db'>) {
  return createMiddleware<WebEnv>(async (c, next) => {
    const { municipality: loaded }: Partial<WebEnv['Variables']> = c.var;
    if (loaded !== undefined) return await next();
    return await workForSlug(deps, c.req.param('comune') ?? '', async (municipality) => {
      c.set('municipality', municipality);
      await next();
    });
  });
}

/**
 * Loads the Comune beneath whose address there is no such page, so that the page that says so is the Comune's own, with
 * whom to call; where the address begins with none, it stays unset.
 */
export async function rememberComune(deps: Pick<WebDependencies, 'db'>, c: Context<WebEnv>): Promise<void> {
  const { municipality: loaded }: Partial<WebEnv['Variables']> = c.var;
  if (loaded !== undefined) return;
  try {
    await workForSlug(deps, c.req.path.split('/')[1] ?? '', async (municipality) =>
      c.set('municipality', municipality),
    );
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'municipality_not_found')) throw error;
  }
}

/**
 * Finds who is signed in and whether they are an operator of the loaded Comune, where `enforceAccess` has not done so
 * already; both may stay undefined.
 */
export function findSignedInOperator({ db, signIn }: Pick<WebDependencies, 'db' | 'signIn'>) {
  return createMiddleware<WebEnv>(async (c, next) => {
    if (c.var.operator !== undefined) return await next();
    // A key counts alone.
    const session = c.var.apiKey === undefined ? await signIn.findSignedIn(c.req.raw.headers) : undefined;
    c.set('session', session);
    c.set('operator', session && (await findOperator(db, session.userId, c.var.municipality.id)));
    return await next();
  });
}

/**
 * Lets only operators of the loaded Comune pass, for JSON, and gives the handler its types. `enforceAccess` has decided
 * before, by role; this is a second lock, for a call whose entry in the matrix would be too wide.
 * @throws WebError sign_in_required, not_your_municipality, second_factor_required
 */
export function requireOperator({ db, signIn }: Pick<WebDependencies, 'db' | 'signIn'>) {
  return createMiddleware<WebEnv & { Variables: { operator: Operator; session: SignedIn } }>(async (c, next) => {
    const { operator: admitted }: Partial<WebEnv['Variables']> = c.var;
    if (admitted !== undefined) return await next();
    const session = await signIn.findSignedIn(c.req.raw.headers);
    if (session === undefined) throw new WebError('sign_in_required');
    const operator = await findOperator(db, session.userId, c.var.municipality.id);
    if (operator === undefined) throw new WebError('not_your_municipality');
    if (lacksSecondFactor(c.var.municipality, session)) throw new WebError('second_factor_required');
    c.set('session', session);
    c.set('operator', operator);
    return await next();
  });
}

/** Whether the Comune asks its operators for a second factor, and this one has signed in without. */
export function lacksSecondFactor(municipality: Municipality, session: SignedIn): boolean {
  return municipality.secondFactorRequired && !session.strong;
}
