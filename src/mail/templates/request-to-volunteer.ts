import type { TFunction } from 'i18next';
import { formatTelephone } from '../../domain/telephone.ts';
import { linkTelephone, tellTelephone, tellWholeRequest } from './facts.ts';
import type { ContentOf, Letter } from './letter.ts';

/**
 * Asks a volunteer for help: who asked and for what, and whom to telephone first. How and when is theirs to settle with
 * the head of operations, who also gets the answer to this email, and with the requester.
 */
export function writeRequestToVolunteer(content: ContentOf<'request_to_volunteer'>, t: TFunction): Letter {
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
      ...tellWholeRequest(request, t),
      { kind: 'heading', text: t('email:heading.lead') },
      {
        kind: 'facts',
        facts: [{ label: t('email:label.name'), value: lead.name }, tellTelephone(lead.telephone, t)],
      },
      { kind: 'paragraph', text: t('email:request_to_volunteer.reply', { lead: lead.name }) },
      { kind: 'paragraph', text: t('email:request_to_volunteer.others') },
      { kind: 'paragraph', text: t('email:request_to_volunteer.privacy') },
    ],
  };
}
