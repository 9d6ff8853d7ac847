import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { findOperator } from '../../../src/db/operators.ts';
import { forgetViewer, hasRequest, listOtherViewers, noteViewer } from '../../../src/db/request-viewers.ts';
import { describeError } from '../../../src/describe-error.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { isUuid } from '../../../src/domain/identity.ts';
import { localeOf } from '../../../src/domain/language.ts';
import type { Topic } from '../../../src/requests/news.ts';
import type { SignedIn } from '../../../src/sign-in.ts';
import { mayUse } from '../../access.ts';
import { findSignedInOperator, lacksSecondFactor, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { languageOf, textsOf } from '../../language.ts';
import { tellNews } from '../../live/stream.ts';
import { createStreamLimit } from '../../live/stream-limit.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** How long who has too many streams should wait; their pages ask now and then meanwhile. */
const retryAfterSeconds = 60;

/**
 * What open pages of the console listen to: whether anything has changed since they were made (`?dal=`). As a stream of
 * events where that is asked for; else it answers at once, for who can't have streams. Neither says anything of a
 * request: the page reads itself again by its usual address, with its usual entry in the audit trail.
 */
export function createLiveRoutes(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;
  const limit = createStreamLimit();

  return new Hono<OperatorEnv>()
    .get('/novita', ...signedIn, (c) => answerNews(c, { municipalityId: c.var.municipality.id }))
    .get('/richieste/:id/novita', ...signedIn, async (c) => {
      const municipalityId = c.var.municipality.id;
      const requestId = c.req.param('id');
      if (!isUuid(requestId) || !(await hasRequest(deps.db, municipalityId, requestId))) {
        throw new DomainError('request_not_found');
      }
      return answerNews(c, { municipalityId, requestId });
    });

  function answerNews(c: Context<OperatorEnv>, topic: Topic): Response {
    const since = new Date(c.req.header('last-event-id') ?? c.req.query('dal') ?? '');
    const wantsStream = c.req.method === 'GET' && c.req.header('accept')?.includes('text/event-stream') === true;
    if (!wantsStream) return c.json({ changed: deps.news.mayHaveChanged(topic, since), at: deps.now().toISOString() });

    const { session }: { session: SignedIn | undefined } = c.var;
    const leave = session && limit.take(session.sessionId);
    if (leave === undefined) throw new DomainError('too_many_requests', { retryAfterSeconds });
    const view = findView(c, topic);
    const { news, now } = deps;
    // Told by the connection, and by the answer's reader where there is none.
    const gone = new AbortController();
    const ended = AbortSignal.any([deps.stopping, c.req.raw.signal, gone.signal]);
    const answer = streamSSE(c, async (stream) => {
      stream.onAbort(() => gone.abort());
      try {
        const sayViewers = view && (() => sayOthers(c, view));
        const mayStay = () => isStillAdmitted(c);
        await tellNews(stream, { news, topic, since, now, ended }, { mayStay, sayViewers });
      } catch (error) {
        // The browser comes back by itself, or asks now and then.
        const { requestLogId } = c.var;
        deps.log.warn({ requestLogId, error: describeError(error) }, 'a stream of news broke off');
      } finally {
        leave();
        if (view !== undefined) await forget(view);
      }
    });
    answer.headers.set('cache-control', 'no-store');
    // nginx would keep the events until there are enough of them.
    answer.headers.set('x-accel-buffering', 'no');
    return answer;
  }

  type View = Parameters<typeof noteViewer>[1];

  function findView({ var: { operator } }: Context<OperatorEnv>, { requestId }: Topic): View | undefined {
    return requestId === undefined ? undefined : { streamId: randomUUID(), requestId, operator };
  }

  /** Keeps oneself in the others' sight, and says who they are. */
  async function sayOthers(c: Context<OperatorEnv>, view: View): Promise<string> {
    await noteViewer(deps.db, view);
    const names = await listOtherViewers(deps.db, view);
    const list = new Intl.ListFormat(localeOf[languageOf(c)]).format(names);
    return names.length === 0 ? '' : textsOf(c)('live:viewers', { count: names.length, names: list });
  }

  /** Where PostgreSQL is away, the row counts no more after a minute. */
  async function forget(view: View): Promise<void> {
    await forgetViewer(deps.db, view).catch((error: unknown) => {
      deps.log.warn({ error: describeError(error) }, 'a closed page is still noted as open');
    });
  }

  /** The same as when the stream began: the session, the person's place in the Comune, their role, two factors. */
  async function isStillAdmitted(c: Context<OperatorEnv>): Promise<boolean> {
    const { municipality } = c.var;
    const session = await deps.signIn.findSignedIn(c.req.raw.headers, { attended: false });
    if (session === undefined || lacksSecondFactor(municipality, session)) return false;
    const operator = await findOperator(deps.db, session.userId, municipality.id);
    return operator !== undefined && mayUse(operator.role, 'GET /:comune/console/novita');
  }
}
