import type { TFunction } from 'i18next';
import type { ContentOf, Letter } from './letter.ts';

/**
 * Tells the data protection officer where the audit trail stands: kept in a mailbox that nobody here can write to, it
 * shows later whether the trail was cut off or made anew.
 */
export function writeAuditHeadToOfficer(
  { municipality, day, batch, head }: ContentOf<'audit_head_to_officer'>,
  t: TFunction,
): Letter {
  const of = { municipality: municipality.name };
  const italianDay = day.split('-').toReversed().join('/');
  return {
    subject: t('email:audit_head_to_officer.subject', { day: italianDay }),
    greeting: t('email:audit_head_to_officer.greeting'),
    parts: [
      { kind: 'paragraph', text: t('email:audit_head_to_officer.nextStep', of) },
      {
        kind: 'facts',
        facts: [
          { label: t('email:audit_head_to_officer.day'), value: italianDay },
          { label: t('email:audit_head_to_officer.batch'), value: String(batch) },
          { label: t('email:audit_head_to_officer.head'), value: head },
        ],
      },
      { kind: 'paragraph', text: t('email:audit_head_to_officer.why') },
      { kind: 'paragraph', text: t('email:audit_head_to_officer.how') },
      { kind: 'quotation', text: `audit verify --comune ${municipality.slug} --anchor …` },
    ],
  };
}
