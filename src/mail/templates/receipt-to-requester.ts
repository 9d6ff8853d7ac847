import type { TFunction } from 'i18next';
import type { Links } from '../links.ts';
import { tellTelephone } from './facts.ts';
import type { ContentOf, Letter } from './letter.ts';

/**
 * Tells who asked that the request has arrived and what happens now. It repeats nothing that was typed into the form,
 * not even the name: anybody can type somebody else's address, and would have us send them words of their choice.
 */
export function writeReceiptToRequester(
  content: ContentOf<'receipt_to_requester'>,
  links: Links,
  t: TFunction,
): Letter {
  const { municipality, need, reference, secret } = content;
  return {
    subject: t('email:receipt_to_requester.subject', { reference }),
    greeting: t('email:greetingToCitizen'),
    parts: [
      { kind: 'paragraph', text: t('email:receipt_to_requester.nextStep', { reference }) },
      {
        kind: 'action',
        label: t('email:receipt_to_requester.open'),
        href: links.status(municipality.slug, reference, secret),
      },
      { kind: 'paragraph', text: t('email:receipt_to_requester.personal') },
      {
        kind: 'facts',
        facts: [
          { label: t('email:label.reference'), value: reference },
          { label: t('email:label.need'), value: need },
        ],
      },
      { kind: 'heading', text: t('email:heading.whatNow') },
      { kind: 'paragraph', text: t('email:receipt_to_requester.whatNow') },
      { kind: 'heading', text: t('email:heading.emergency') },
      { kind: 'paragraph', text: t('email:receipt_to_requester.emergency') },
      { kind: 'facts', facts: [tellTelephone('112', t)] },
      { kind: 'paragraph', text: t('email:receipt_to_requester.notYou') },
    ],
  };
}
