import type { TFunction } from 'i18next';
import { formatTelephone } from '../../domain/telephone.ts';
import { linkTelephone, tellRequest } from './facts.ts';
import type { ContentOf, Letter, Part } from './letter.ts';

type Content = ContentOf<'withdrawn_to_volunteer' | 'withdrawn_to_lead'>;

/** Tells who expects to help that the request was withdrawn: which one, and nothing of whose. */
export function writeWithdrawn(content: Content, t: TFunction): Letter {
  const { kind, recipient, reference, need, zone } = content;
  return {
    subject: t(`withdrawal:${kind}.subject`, { reference, need, zone }),
    greeting: t('email:greeting', { name: recipient.name }),
    ...(kind === 'withdrawn_to_volunteer' && { replyTo: { name: content.lead.name, address: content.lead.address } }),
    parts: [
      { kind: 'paragraph', text: t(`withdrawal:${kind}.nextStep`, { reference }) },
      ...callLead(content, t),
      { kind: 'heading', text: t('email:heading.request') },
      { kind: 'facts', facts: tellRequest(content, t) },
      { kind: 'paragraph', text: t(`withdrawal:${kind}.after`) },
    ],
  };
}

function callLead(content: Content, t: TFunction): Part[] {
  if (content.kind === 'withdrawn_to_lead') return [];
  const { name, telephone } = content.lead;
  const label = t('email:call', { name, telephone: formatTelephone(telephone) });
  return [{ kind: 'action', label, href: linkTelephone(telephone) }];
}
