import { type Context, Hono } from 'hono';
import { endSession, enterByLink, findEntryLink } from '../../../src/db/volunteer-entry.ts';
import type { UselessLink } from '../../../src/db/volunteer-links.ts';
import { emailAddress } from '../../../src/domain/email-address.ts';
import { askToEnter } from '../../../src/volunteers/ask-to-enter.ts';
import { clientAddress } from '../../client-address.ts';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { AskLinkPage, EnterPage, LinkSentPage, UselessLinkPage } from '../../pages/volunteer-entry-pages.tsx';
import { areaPath, giveVolunteerCookie, readVolunteerCookie, takeVolunteerCookie } from '../../volunteer-session.ts';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';

const statusOfUseless = { used: 410, expired: 410, unknown: 404 } as const;

/** How a volunteer enters and leaves their own page: asking for a link, using it up, signing out. */
export function createVolunteerEntryPages(deps: WebDependencies) {
  const { db, config } = deps;
  const load = loadMunicipality(deps);

  return (
    new Hono<WebEnv>()
      .post('/area', load, async (c) => {
        const { municipality } = c.var;
        const form = await readFormBody(c);
        const typed = form.text('email');
        const parsed = emailAddress.safeParse(typed);
        if (!parsed.success) {
          const found = toFieldErrors(parsed.error).map(({ message }) => ({ path: 'email', message }));
          const errors = tellByField(textsOf(c), found, { order: ['email'], lists: [] }, form);
          return renderPage(c, <AskLinkPage municipality={municipality} email={typed} errors={errors} />, {
            status: 422,
            now: deps.now(),
          });
        }
        const from = { address: clientAddress(c, config.trustedProxies), email: parsed.data };
        const allowance = await deps.entryLimit(from);
        if (!allowance.allowed) {
          const { retryAfterSeconds } = allowance;
          c.header('Retry-After', String(retryAfterSeconds));
          const notice = { kind: 'limited' as const, retryAfterSeconds };
          return renderPage(c, <AskLinkPage municipality={municipality} email={typed} errors={[]} notice={notice} />, {
            status: 429,
            now: deps.now(),
          });
        }
        await askToEnter(deps, { municipalityId: municipality.id, email: parsed.data });
        return c.redirect(`${areaPath(municipality.slug)}/inviato`, 303);
      })
      .get('/area/inviato', load, (c) =>
        renderPage(c, <LinkSentPage municipality={c.var.municipality} />, { now: deps.now() }),
      )
      // Answers HEAD too: neither changes anything, so a program that follows the links of an email uses none up.
      .get('/entra', load, hideAddress, async (c) => {
        const { municipality } = c.var;
        const secret = c.req.query('chiave') ?? '';
        const link = await findEntryLink(db, municipality.id, secret);
        if (link !== 'valid') return renderUseless(c, link);
        return renderPage(c, <EnterPage municipality={municipality} secret={secret} />, { now: deps.now() });
      })
      .post('/entra', load, hideAddress, async (c) => {
        const { municipality } = c.var;
        const form = await readFormBody(c);
        const entered = await enterByLink(db, municipality.id, form.text('chiave'));
        if (entered.kind !== 'entered') return renderUseless(c, entered.kind);
        giveVolunteerCookie(c, entered.sessionSecret, { ...config, municipality });
        return c.redirect(areaPath(municipality.slug), 303);
      })
      .post('/area/esci', load, async (c) => {
        const { municipality } = c.var;
        const secret = readVolunteerCookie(c, config);
        if (secret !== undefined) await endSession(db, secret);
        takeVolunteerCookie(c, { ...config, municipality });
        return c.redirect(`${areaPath(municipality.slug)}?esito=uscita`, 303);
      })
  );

  function renderUseless(c: Context<WebEnv>, why: UselessLink) {
    const page = <UselessLinkPage municipality={c.var.municipality} why={why} />;
    return renderPage(c, page, { status: statusOfUseless[why], now: deps.now() });
  }
}
