import { type Context, Hono } from 'hono';
import { findContactLink, lookAtContacts, type UselessContactLink } from '../../../src/db/contact-links.ts';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import { ContactsPage, UncoverPage, UselessContactsPage } from '../../pages/contacts-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { readFormBody } from './form-body.ts';

const statusOfUseless = { withdrawn: 410, over: 410, unknown: 404 } as const;

/**
 * Who asked for help, for the volunteer whose email led here. The link shows what is asked; a button shows of whom, and
 * that is a look: a program that follows the links of an email sees nobody's address and is no volunteer who looked.
 */
export function createContactPages(deps: WebDependencies) {
  const { db } = deps;
  const load = loadMunicipality(deps);

  return new Hono<WebEnv>()
    .get('/', load, hideAddress, async (c) => {
      const { municipality } = c.var;
      const secret = c.req.query('chiave') ?? '';
      const link = await findContactLink(db, { municipalityId: municipality.id, secret });
      if (link.kind !== 'valid') return await renderUseless(c, link.kind);
      const page = <UncoverPage municipality={municipality} asked={link.asked} secret={secret} />;
      return await renderPage(c, page, { now: deps.now() });
    })
    .post('/', load, hideAddress, async (c) => {
      const { municipality } = c.var;
      const secret = (await readFormBody(c)).text('chiave');
      const look = await lookAtContacts(db, { municipalityId: municipality.id, secret });
      if (look.kind !== 'shown') return await renderUseless(c, look.kind);
      const page = <ContactsPage municipality={municipality} contacts={look.contacts} />;
      return await renderPage(c, page, { now: deps.now() });
    });

  async function renderUseless(c: Context<WebEnv>, why: UselessContactLink): Promise<Response> {
    const page = <UselessContactsPage municipality={c.var.municipality} why={why} />;
    return await renderPage(c, page, { status: statusOfUseless[why], now: deps.now() });
  }
}
