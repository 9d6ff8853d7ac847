import type { Municipality } from '../../src/db/municipalities.ts';
import { always, toSlots, weekdays } from '../../src/domain/availability.ts';
import type { Listed } from '../../src/domain/help-request.ts';
import type { Characteristics } from '../../src/domain/volunteer.ts';
import type { VolunteerDetail } from '../../src/domain/volunteer-view.ts';
import { formatDay } from './dates.ts';
import { usePage } from './page-context.tsx';
import { Telephone } from './telephone.tsx';
import { When } from './when.tsx';

/** Who a volunteer is and how to reach them. */
export const VolunteerIdentityFacts = ({ volunteer }: { volunteer: VolunteerDetail }) => {
  const { t, language } = usePage();
  return (
    <dl class="ec-facts">
      <div>
        <dt>{t('volunteers:fields.telephone')}</dt>
        <dd>
          <strong>
            <Telephone number={volunteer.telephone} />
          </strong>
        </dd>
      </div>
      <div>
        <dt>{t('volunteers:fields.email')}</dt>
        <dd>{volunteer.email}</dd>
      </div>
      <div>
        <dt>{t('volunteers:fields.birthDate')}</dt>
        <dd>
          {volunteer.birthDate === null
            ? t('volunteers:facts.unknown')
            : formatDay(language, volunteer.birthDate, 'short')}
        </dd>
      </div>
      <div>
        <dt>{t('volunteers:facts.since')}</dt>
        <dd>
          <When at={volunteer.createdAt} />
        </dd>
      </div>
    </dl>
  );
};

/** What a volunteer can do, where, when and how much, and what they have now. */
export const CharacteristicFacts = ({ of, lists }: { of: Characteristics; lists: Municipality }) => {
  const { t } = usePage();
  const name = (codes: string[], list: Listed[], none: string) =>
    codes.length === 0 ? none : codes.map((code) => list.find((one) => one.code === code)?.label ?? code).join(', ');
  const none = t('volunteers:facts.none');
  const facts = [
    ['needs', name(of.needs, lists.needs, t('volunteers:facts.allNeeds'))],
    ['skills', name(of.skills, lists.skills, none)],
    ['zones', name(of.zones, lists.zones, none)],
    ['languages', name(of.languages, lists.languages, none)],
    ['vehicle', t(of.vehicle ? 'volunteers:facts.yes' : 'volunteers:facts.no')],
    ['availability', useAvailability(of.availability)],
    ['maxOpenOffers', String(of.maxOpenOffers)],
  ] as const;
  return (
    <dl class="ec-facts">
      {facts.map(([field, value]) => (
        <div class={field === 'availability' ? 'ec-facts__wide' : undefined}>
          <dt>{t(`volunteers:fields.${field}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

/** «sempre», or each day with its parts: «lunedì mattina, sera; sabato mattina». */
function useAvailability(availability: number): string {
  const { t } = usePage();
  if (availability === always) return t('volunteers:facts.always');
  const free = toSlots(availability);
  return weekdays
    .map((day) => ({ day, parts: free.filter((slot) => slot.day === day).map((slot) => slot.part) }))
    .filter(({ parts }) => parts.length > 0)
    .map(({ day, parts }) => {
      const said = parts.map((part) => t(`domain:dayPart.${part}`)).join(', ');
      return `${t(`domain:weekday.${day}`)} ${parts.length === 3 ? t('volunteers:facts.wholeDay') : said}`;
    })
    .join('; ');
}
