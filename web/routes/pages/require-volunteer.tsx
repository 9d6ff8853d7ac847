import { createMiddleware } from 'hono/factory';
import { findOwnVolunteer, type OwnVolunteer } from '../../../src/db/own-volunteer.ts';
import { findSessionVolunteer } from '../../../src/db/volunteer-entry.ts';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { AskLinkPage } from '../../pages/volunteer-entry-pages.tsx';
import { areaPath, readVolunteerCookie, takeVolunteerCookie } from '../../volunteer-session.ts';

/** What a handler of a volunteer's own page finds in its context. */
export type VolunteerEnv = WebEnv & { Variables: { volunteer: OwnVolunteer } };

/**
 * Lets only a volunteer of the loaded Comune pass who has entered. Whoever has not is asked for the address: who opens
 * the page with 200, since that is where one enters, who posts with 401 and the word that nothing was saved.
 */
export function requireVolunteer({ db, config, now }: WebDependencies) {
  return createMiddleware<VolunteerEnv>(async (c, next) => {
    const { municipality } = c.var;
    const secret = readVolunteerCookie(c, config);
    const volunteerId = secret && (await findSessionVolunteer(db, municipality.id, secret));
    const volunteer = volunteerId && (await findOwnVolunteer(db, { municipalityId: municipality.id, volunteerId }));
    if (volunteer) {
      c.set('volunteer', volunteer);
      await next();
      return undefined;
    }
    if (secret !== undefined) takeVolunteerCookie(c, { ...config, municipality });
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (isRead && c.req.path !== areaPath(municipality.slug)) return c.redirect(areaPath(municipality.slug));
    if (isRead && secret === undefined) {
      const notice = c.req.query('esito') === 'uscita' ? { notice: { kind: 'signed_out' as const } } : {};
      return renderPage(c, <AskLinkPage municipality={municipality} email="" errors={[]} {...notice} />, {
        now: now(),
      });
    }
    const page = <AskLinkPage municipality={municipality} email="" errors={[]} notice={{ kind: 'session_over' }} />;
    return renderPage(c, page, { status: isRead ? 200 : 401, now: now() });
  });
}
