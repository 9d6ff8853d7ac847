import type { TFunction } from 'i18next';
import type { Links } from '../links.ts';
import type { ContentOf, Letter } from './letter.ts';

/** Shows an administrator that emails arrive, and from whom. */
export function writeTestToOperator(
  { municipality, recipient }: ContentOf<'test_to_operator'>,
  links: Links,
  t: TFunction,
): Letter {
  return {
    subject: t('email:test_to_operator.subject', { municipality: municipality.name }),
    greeting: t('email:greeting', { name: recipient.name }),
    parts: [
      { kind: 'paragraph', text: t('email:test_to_operator.nextStep') },
      { kind: 'action', label: t('email:test_to_operator.open'), href: links.firstSteps(municipality.slug) },
      { kind: 'paragraph', text: t('email:test_to_operator.spam') },
    ],
  };
}
