import type { TFunction } from 'i18next';
import { type Language, localeOf } from '../../domain/language.ts';
import type { PreferredTime } from '../../domain/submission.ts';
import { formatTelephone } from '../../domain/telephone.ts';
import type { ContentOf, Fact, Part } from './letter.ts';

type WhatIsAsked = ContentOf<'request_to_volunteer'>['request'];
type WholeRequest = ContentOf<'dispatch_to_lead'>['request'];

/** The telephone number as people read it, to be pressed. */
export function tellTelephone(telephone: string, t: TFunction): Fact {
  return { label: t('email:label.telephone'), value: formatTelephone(telephone), href: linkTelephone(telephone) };
}

export function linkTelephone(telephone: string): string {
  return `tel:${telephone.replace(/[^+\d]/g, '')}`;
}

/** The email address, to be pressed. */
export function tellEmail(address: string, t: TFunction): Fact {
  const href = `mailto:${encodeURIComponent(address).replace('%40', '@')}`;
  return { label: t('email:label.email'), value: address, href };
}

/** Which request it is, and nothing of whose: what an operator's email may say. */
export function tellRequest(request: { reference: string; need: string; zone: string }, t: TFunction): Fact[] {
  return [
    { label: t('email:label.reference'), value: request.reference },
    { label: t('email:label.need'), value: request.need },
    { label: t('email:label.zone'), value: request.zone },
  ];
}

/** What is needed and when, and nothing of whose request it is. */
export function tellWhatIsAsked(language: Language, request: WhatIsAsked, t: TFunction): Part[] {
  const when = { label: t('email:label.when'), value: tellWhen(language, request.preferredTime, t) };
  return [
    { kind: 'heading', text: t('email:heading.request') },
    { kind: 'facts', facts: [...tellRequest(request, t), when] },
  ];
}

/** The whole request, for who has to act on it: what is needed and when, who asked, in their own words. */
export function tellWholeRequest(language: Language, request: WholeRequest, t: TFunction): Part[] {
  return [
    ...tellWhatIsAsked(language, request, t),
    { kind: 'heading', text: t('email:heading.requester') },
    {
      kind: 'facts',
      facts: [
        { label: t('email:label.name'), value: request.name },
        tellTelephone(request.telephone, t),
        { label: t('email:label.address'), value: request.address },
      ],
    },
    { kind: 'heading', text: t('email:heading.description') },
    { kind: 'quotation', text: request.description },
  ];
}

/** An instant by the clocks of Italy: until when something holds, or when it came. */
export function tellMoment(language: Language, moment: Date): string {
  return new Intl.DateTimeFormat(localeOf[language], {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: 'Europe/Rome',
  }).format(moment);
}

/** A day of the calendar has no hour: read and written in the same time zone it stays that day. */
function tellDay(language: Language, day: string): string {
  const whole = new Intl.DateTimeFormat(localeOf[language], { dateStyle: 'full', timeZone: 'UTC' });
  return whole.format(new Date(`${day}T00:00:00Z`));
}

function tellWhen(language: Language, preferred: PreferredTime | null, t: TFunction): string {
  if (preferred === null) return t('email:toAgree');
  const date = tellDay(language, preferred.date);
  return t('email:dateAndPart', { date, part: t(`domain:dayPart.${preferred.part}`) });
}
