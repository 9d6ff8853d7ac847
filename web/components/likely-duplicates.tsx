import type { TFunction } from 'i18next';
import type { LikelyDuplicate } from '../../src/db/request-duplicates.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import type { Language } from '../../src/domain/language.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { formatDay, formatExact } from './dates.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { SeenFields } from './seen-fields.tsx';
import { StatusBadge } from './status-badge.tsx';
import { withList } from './table-address.ts';

type Props = { request: HelpRequestDetail; duplicates: LikelyDuplicate[]; slug: string; list: string };

/** The requests that may be the same as this one, each beside it, and one press that discards this one as its duplicate. */
export const LikelyDuplicates = ({ request, duplicates, slug, list }: Props) => {
  const { t } = usePage();
  if (duplicates.length === 0) return null;
  return (
    <section class="ec-panel ec-duplicates" aria-labelledby="duplicates">
      <h2 id="duplicates">
        <Icon name="it-copy" size="sm" /> {t('quick:duplicates.title', { count: duplicates.length })}
      </h2>
      {duplicates.map((other, index) => (
        <Comparison request={request} other={other} slug={slug} list={list} open={index === 0} />
      ))}
    </section>
  );
};

type ComparisonProps = Omit<Props, 'duplicates'> & { other: LikelyDuplicate; open: boolean };

/** The nearest is open; the others are a press away, so that the request itself stays in sight. */
const Comparison = ({ request, other, slug, list, open }: ComparisonProps) => {
  const { t, language } = usePage();
  const path = (id: string) => withList(`/${slug}/console/richieste/${id}`, list);
  const [mine, theirs] = [describe(t, language, toCompared(request)), describe(t, language, other)];
  const because = other.because.map((reason) => t(`quick:duplicates.because.${reason}`)).join(', ');
  const { reference } = other;
  return (
    <>
      <details open={open}>
        <summary>
          {t('quick:duplicates.perhaps', { reference, because })} <StatusBadge {...other} />
        </summary>
        <table class="ec-compare">
          <caption class="visually-hidden">{t('quick:duplicates.perhaps', { reference, because })}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">{t('quick:duplicates.this', { reference: request.reference })}</th>
              <th scope="col">
                <a href={path(other.id)}>{t('quick:duplicates.other', { reference })}</a>
              </th>
              <th scope="col">{t('quick:duplicates.compared')}</th>
            </tr>
          </thead>
          <tbody>
            {mine.map(({ field, text }, index) => {
              const otherText = theirs[index]?.text ?? '';
              const isSame = text === otherText;
              return (
                <tr class={isSame ? undefined : 'ec-compare__differs'}>
                  <th scope="row">{t(`console:request.fields.${field}`)}</th>
                  <td>{text}</td>
                  <td>{otherText}</td>
                  <td>{t(`quick:duplicates.${isSame ? 'same' : 'differs'}`)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </details>
      <form method="post" action={withList(`/${slug}/console/richieste/${request.id}/elimina`, list)}>
        <SeenFields request={request} />
        <input type="hidden" name="reason" value="duplicate" />
        <input type="hidden" name="duplicateOf" value={other.id} />
        <button type="submit" class="btn btn-success ec-decision">
          <Icon name="it-delete" size="sm" /> {t('quick:duplicates.discard', { reference })}
        </button>
      </form>
    </>
  );
};

type Compared = Pick<
  LikelyDuplicate,
  | 'givenName'
  | 'familyName'
  | 'telephone'
  | 'address'
  | 'zone'
  | 'need'
  | 'preferredTime'
  | 'description'
  | 'submittedAt'
>;

function toCompared(request: HelpRequestDetail): Compared {
  return { ...request, address: request.requester.address };
}

/** What two requests are compared by, as it is read, in the order in which it tells most. */
function describe(t: TFunction, language: Language, one: Compared): { field: string; text: string }[] {
  const { preferredTime } = one;
  return [
    { field: 'name', text: `${one.givenName} ${one.familyName}` },
    { field: 'telephone', text: formatTelephone(one.telephone) },
    { field: 'address', text: `${one.address}, ${one.zone.label}` },
    { field: 'need', text: one.need.label },
    {
      field: 'preferredTime',
      text:
        preferredTime === null
          ? t('console:request.noPreference')
          : `${formatDay(language, preferredTime.date)}, ${t(`domain:dayPart.${preferredTime.part}`)}`,
    },
    { field: 'description', text: one.description },
    { field: 'submitted', text: formatExact(language, one.submittedAt, 'short') },
  ];
}
