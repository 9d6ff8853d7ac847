import type { TFunction } from 'i18next';
import { tellEmail, tellTelephone, tellWholeRequest } from './facts.ts';
import type { ContentOf, Letter, Part } from './letter.ts';

type Content = ContentOf<'dispatch_to_lead'>;

/** Tells the head of operations of a request that was sent out, and which volunteers to expect. */
export function writeDispatchToLead(content: Content, t: TFunction): Letter {
  const { recipient, request, volunteers } = content;
  const { reference, need, zone } = request;
  const count = volunteers.length;
  return {
    subject: t('email:dispatch_to_lead.subject', { count, reference, need, zone }),
    greeting: t('email:greeting', { name: recipient.name }),
    parts: [
      { kind: 'paragraph', text: t('email:dispatch_to_lead.nextStep', { count, reference }) },
      { kind: 'heading', text: t('email:heading.volunteers') },
      ...volunteers.map((volunteer) => tellVolunteer(volunteer, t)),
      ...tellWholeRequest(content.language, request, t),
      { kind: 'paragraph', text: t('email:dispatch_to_lead.privacy') },
    ],
  };
}

function tellVolunteer({ name, telephone, address }: Content['volunteers'][number], t: TFunction): Part {
  return { kind: 'facts', title: name, facts: [tellTelephone(telephone, t), tellEmail(address, t)] };
}
