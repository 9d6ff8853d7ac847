import type { TFunction } from 'i18next';
import type { Links } from '../links.ts';
import { tellRequest } from './facts.ts';
import type { ContentOf, Letter } from './letter.ts';

/** Tells an operator of a request that nobody could be told of: which one, and nothing of whose it is. */
export function writeNoVolunteerToOperator(
  content: ContentOf<'no_volunteer_to_operator'>,
  links: Links,
  t: TFunction,
): Letter {
  const { municipality, need, recipient, reference, requestId, zone } = content;
  return {
    subject: t('email:no_volunteer_to_operator.subject', { reference, need, zone }),
    greeting: t('email:greeting', { name: recipient.name }),
    parts: [
      { kind: 'paragraph', text: t('email:no_volunteer_to_operator.nextStep', { reference }) },
      {
        kind: 'action',
        label: t('email:no_volunteer_to_operator.open'),
        href: links.request(municipality.slug, requestId),
      },
      { kind: 'heading', text: t('email:heading.request') },
      { kind: 'facts', facts: tellRequest({ reference, need, zone }, t) },
      { kind: 'paragraph', text: t('email:no_volunteer_to_operator.privacy') },
    ],
  };
}
