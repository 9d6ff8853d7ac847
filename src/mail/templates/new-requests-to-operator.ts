import type { TFunction } from 'i18next';
import type { Language } from '../../domain/language.ts';
import type { Links } from '../links.ts';
import { tellMoment } from './facts.ts';
import type { ContentOf, Letter, Part } from './letter.ts';

type Content = ContentOf<'new_requests_to_operator'>;

/** Tells an operator what waits in the console: which requests, and nothing of whose they are. */
export function writeNewRequestsToOperator(content: Content, links: Links, t: TFunction): Letter {
  const { items, municipality, recipient, total: count } = content;
  return {
    subject: writeSubject(content, t),
    greeting: t('email:greeting', { name: recipient.name }),
    parts: [
      { kind: 'paragraph', text: t('email:new_requests_to_operator.nextStep', { count }) },
      { kind: 'action', label: t('email:new_requests_to_operator.open'), href: links.console(municipality.slug) },
      { kind: 'heading', text: t('email:new_requests_to_operator.heading', { count }) },
      ...items.map((item) => writeItem(content.language, item, t)),
      ...writeRest(content, t),
      { kind: 'paragraph', text: t('email:new_requests_to_operator.privacy') },
    ],
  };
}

/** A digest of hundreds lists the first; the console has them all. */
function writeRest({ items, total }: Content, t: TFunction): Part[] {
  const count = total - items.length;
  return count > 0 ? [{ kind: 'paragraph', text: t('email:new_requests_to_operator.rest', { count }) }] : [];
}

function writeSubject({ items, total: count }: Content, t: TFunction): string {
  const late = items.filter((item) => item.late).length;
  if (late === 0) return t('email:new_requests_to_operator.subject', { count });
  if (late === count) return t('email:new_requests_to_operator.subjectAllLate', { count });
  return t('email:new_requests_to_operator.subjectSomeLate', { count, late });
}

function writeItem(language: Language, item: Content['items'][number], t: TFunction): Part {
  return {
    kind: 'facts',
    title: item.reference,
    facts: [
      { label: t('email:label.need'), value: item.need },
      { label: t('email:label.zone'), value: item.zone },
      { label: t('email:label.submittedAt'), value: tellMoment(language, item.submittedAt) },
      ...(item.late ? [{ label: t('email:label.late'), value: t('email:new_requests_to_operator.late') }] : []),
    ],
  };
}
