import type { TFunction } from 'i18next';
import { formatTelephone } from '../../domain/telephone.ts';
import type { Links } from '../links.ts';
import { linkTelephone, tellMoment, tellTelephone, tellWhatIsAsked, tellWholeRequest } from './facts.ts';
import type { ContentOf, Letter, Part } from './letter.ts';

type Content = ContentOf<'request_to_volunteer'>;

/**
 * Asks a volunteer for help: for what, who asked or where that is told, and whom to telephone first. How and when is
 * theirs to settle with the head of operations, who also gets the answer to this email, and with the requester.
 */
export function writeRequestToVolunteer(content: Content, links: Links, t: TFunction): Letter {
  const { lead, recipient, request } = content;
  const { reference, need, zone } = request;
  const telephone = formatTelephone(lead.telephone);
  return {
    subject: t('email:request_to_volunteer.subject', { reference, need, zone }),
    greeting: t('email:greeting', { name: recipient.name }),
    replyTo: { name: lead.name, address: lead.address },
    parts: [
      { kind: 'paragraph', text: t('email:request_to_volunteer.nextStep', { lead: lead.name }) },
      {
        kind: 'action',
        label: t('email:call', { name: lead.name, telephone }),
        href: linkTelephone(lead.telephone),
      },
      ...(content.contacts === 'email'
        ? tellWholeRequest(content.language, content.request, t)
        : tellWhereItIs(content, links, t)),
      { kind: 'heading', text: t('email:heading.lead') },
      {
        kind: 'facts',
        facts: [{ label: t('email:label.name'), value: lead.name }, tellTelephone(lead.telephone, t)],
      },
      { kind: 'paragraph', text: t('email:request_to_volunteer.reply', { lead: lead.name }) },
      { kind: 'paragraph', text: t('email:request_to_volunteer.others') },
      {
        kind: 'paragraph',
        text: t(`email:request_to_volunteer.${content.contacts === 'email' ? 'privacy' : 'privacyOfPage'}`),
      },
    ],
  };
}

/** What is asked, and the link to who asked: of them, nothing is in the email. */
function tellWhereItIs(
  { municipality, language, request, offerId, expiresAt }: Extract<Content, { contacts: 'page' }>,
  links: Links,
  t: TFunction,
): Part[] {
  return [
    ...tellWhatIsAsked(language, request, t),
    { kind: 'heading', text: t('email:heading.requester') },
    { kind: 'paragraph', text: t('email:request_to_volunteer.onPage') },
    {
      kind: 'action',
      label: t('email:request_to_volunteer.open'),
      href: links.openContacts(municipality.slug, offerId),
    },
    { kind: 'paragraph', text: t('email:request_to_volunteer.pageHolds', { moment: tellMoment(language, expiresAt) }) },
  ];
}
