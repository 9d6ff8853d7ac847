import type { TFunction } from 'i18next';
import { formatTelephone } from '../../domain/telephone.ts';
import type { Links } from '../links.ts';
import { linkTelephone } from './facts.ts';
import type { ContentOf, Letter } from './letter.ts';

/**
 * Tells who asked that something is missing, and where they are asked for it. The question itself stands on that page
 * alone: an operator may write what an address that somebody mistyped must not read.
 */
export function writeQuestionToRequester(
  content: ContentOf<'question_to_requester'>,
  links: Links,
  t: TFunction,
): Letter {
  const { municipality, need, reference, secret } = content;
  const { name, officeTelephone } = municipality;
  return {
    subject: t('information:email.subject', { reference }),
    greeting: t('email:greetingToCitizen'),
    parts: [
      { kind: 'paragraph', text: t('information:email.nextStep', { reference }) },
      { kind: 'action', label: t('information:email.open'), href: links.status(municipality.slug, reference, secret) },
      { kind: 'paragraph', text: t('email:receipt_to_requester.personal') },
      {
        kind: 'facts',
        facts: [
          { label: t('email:label.reference'), value: reference },
          { label: t('email:label.need'), value: need },
          {
            label: t('information:email.orCall'),
            value: t('email:call', { name, telephone: formatTelephone(officeTelephone) }),
            href: linkTelephone(officeTelephone),
          },
        ],
      },
      { kind: 'paragraph', text: t('email:receipt_to_requester.notYou') },
    ],
  };
}
