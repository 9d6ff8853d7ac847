import type { TFunction } from 'i18next';
import type { Slot } from '../../src/domain/availability.ts';
import type { Listed } from '../../src/domain/help-request.ts';
import type { Language } from '../../src/domain/language.ts';
import type { OfferReasons } from '../../src/domain/offer.ts';
import { formatAgo } from './dates.ts';
import { usePage } from './page-context.tsx';

/** The Comune's lists, to say its codes in its words. */
export type Lists = { zones: Listed[]; skills: Listed[]; languages: Listed[] };

/** What people read for a code; one that the Comune has taken out of its list is its own name. */
export function labelOf(list: Listed[], code: string): string {
  return list.find((one) => one.code === code)?.label ?? code;
}

/** Why this volunteer, in one line: load and time since the last proposal first, since they make the rank. */
export const OfferReasonsLine = ({ reasons, lists }: { reasons: OfferReasons; lists: Lists }) => {
  const { t, language, now } = usePage();
  return <span class="ec-reasons">{sayReasons(t, language, now, reasons, lists).join(' · ')}</span>;
};

function sayReasons(t: TFunction, language: Language, now: Date, reasons: OfferReasons, lists: Lists): string[] {
  const { openOffers, lastOfferedAt, zone, neighbouring, skills, languages, vehicle, time, byHand } = reasons;
  const labels = skills.map((code) => labelOf(lists.skills, code));
  const spoken = languages.map((code) => labelOf(lists.languages, code));
  return [
    t('domain:reasons.openOffers', { count: openOffers }),
    lastOfferedAt === null
      ? t('domain:reasons.neverOffered')
      : t('domain:reasons.lastOfferedAt', { when: formatAgo(language, new Date(lastOfferedAt), now) }),
    byHand
      ? t('domain:reasons.byHand')
      : t(neighbouring ? 'domain:reasons.neighbouring' : 'domain:reasons.coversZone', {
          zone: labelOf(lists.zones, zone),
        }),
    ...(labels.length === 0 ? [] : [t('domain:reasons.skills', { skills: labels.join(', ') })]),
    ...(spoken.length === 0 ? [] : [t('domain:reasons.languages', { languages: spoken.join(', ') })]),
    ...(vehicle ? [t('domain:reasons.vehicle')] : []),
    ...(time === null ? [] : [t('domain:reasons.time', { when: saySlot(t, time) })]),
  ];
}

export function saySlot(t: TFunction, { day, part }: Slot): string {
  return `${t(`domain:weekday.${day}`)} ${t(`domain:dayPart.${part}`)}`;
}
