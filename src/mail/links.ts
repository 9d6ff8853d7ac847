import type { LinkSecret } from '../link-secret.ts';

/** The addresses of our pages, as emails give them. A link only ever shows a page: what it decides takes a button. */
export type Links = {
  console(slug: string): string;
  request(slug: string, id: string): string;
  /** The citizen's status page; whoever has the secret may read it. */
  status(slug: string, reference: string, secret: string): string;
  /** Where a volunteer confirms an address. */
  confirmVolunteer(slug: string, secret: string): string;
  /** Where a volunteer enters their own page. */
  enterVolunteer(slug: string, secret: string): string;
  /** Where a volunteer asks for a link to their own page. */
  volunteerArea(slug: string): string;
  /** Where somebody accepts an invitation to work for a Comune. */
  acceptInvitation(invitationId: string): string;
  /** Where a volunteer finds the contacts of who asked. */
  openContacts(slug: string, offerId: string): string;
  /** What a Comune needs before it can begin. */
  firstSteps(slug: string): string;
};

/** What the links carry whose secrets stand nowhere. */
export type LinkSecrets = { invitation: LinkSecret; contacts: LinkSecret };

/**
 * @param publicUrl where people reach us, with or without a path or a slash at its end
 */
export function createLinks(publicUrl: string, secrets: LinkSecrets): Links {
  const base = publicUrl.replace(/\/+$/, '');
  const link = (...segments: string[]) => [base, ...segments.map(encodeURIComponent)].join('/');
  const withKey = (secret: string, ...segments: string[]) =>
    `${link(...segments)}?${new URLSearchParams({ chiave: secret }).toString()}`;
  return {
    console: (slug) => link(slug, 'console'),
    request: (slug, id) => link(slug, 'console', 'richieste', id),
    status: (slug, reference, secret) => withKey(secret, slug, 'richiesta', reference),
    confirmVolunteer: (slug, secret) => withKey(secret, slug, 'volontari', 'conferma'),
    enterVolunteer: (slug, secret) => withKey(secret, slug, 'volontari', 'entra'),
    volunteerArea: (slug) => link(slug, 'volontari', 'area'),
    acceptInvitation: (invitationId) => withKey(secrets.invitation(invitationId), 'entra', 'invito'),
    openContacts: (slug, offerId) => withKey(secrets.contacts(offerId), slug, 'volontari', 'contatti'),
    firstSteps: (slug) => link(slug, 'console', 'impostazioni', 'primi-passi'),
  };
}
