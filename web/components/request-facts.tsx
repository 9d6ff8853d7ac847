import type { Child } from 'hono/jsx';
import type { TFunction } from 'i18next';
import type { CitizenView } from '../../src/db/citizen-request.ts';
import type { Language } from '../../src/domain/language.ts';
import type { PreferredTime, Requester } from '../../src/domain/submission.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { formatDay } from './dates.ts';
import { usePage } from './page-context.tsx';
import { type RequestSection, requestSections } from './request-field-names.ts';

/** What was asked, in words: need and zone are labels. */
export type RequestFacts = {
  requester: Omit<Requester, 'zone'>;
  zone: string;
  need: string;
  description: string;
  preferredTime: PreferredTime | null;
};

/** `own` where the value is the Comune's word. */
export type Fact = { name: string; label: string; value: string; own?: true };

/** The facts of each section in the form's order, for a page and for paper alike. */
export function listFacts(t: TFunction, language: Language, facts: RequestFacts): Record<RequestSection, Fact[]> {
  const { requester, preferredTime } = facts;
  const fact = (name: string, value: string): Fact => ({ name, label: t(`citizen:form.facts.${name}`), value });
  return {
    who: [
      fact('name', `${requester.givenName} ${requester.familyName}`),
      fact('telephone', formatTelephone(requester.telephone)),
      fact('email', requester.email ?? t('citizen:form.facts.noEmail')),
    ],
    where: [fact('address', requester.address), { ...fact('zone', facts.zone), own: true }],
    what: [
      { ...fact('need', facts.need), own: true },
      fact('description', facts.description),
      fact(
        'preferredTime',
        preferredTime === null
          ? t('citizen:form.dayParts.any')
          : `${formatDay(language, preferredTime.date)}, ${t(`domain:dayPart.${preferredTime.part}`)}`,
      ),
    ],
  };
}

/** The same on a page; `editOf` puts something beside a section's title. */
export const RequestFactsList = ({
  facts,
  editOf,
}: {
  facts: RequestFacts;
  editOf?: (section: RequestSection, title: string) => Child;
}) => {
  const { t, language, comuneLang } = usePage();
  const listed = listFacts(t, language, facts);
  return (
    <>
      {requestSections.map((section) => {
        const title = t(`citizen:form.sections.${section}`);
        return (
          <section class="ec-review">
            <div class="ec-review__head">
              <h3>{title}</h3>
              {editOf?.(section, title)}
            </div>
            <dl>
              {listed[section].map(({ label, value, own }) => (
                <div>
                  <dt>{label}</dt>
                  <dd lang={own && comuneLang}>{value}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </>
  );
};

/** What a request that was sent says of itself. */
export function citizenFacts({ requester, zone, need, description, preferredTime }: CitizenView): RequestFacts {
  return { requester, zone: zone.label, need: need.label, description, preferredTime };
}
