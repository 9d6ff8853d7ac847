import type { Municipality } from '../../src/db/municipalities.ts';
import type { DuplicatePair } from '../../src/db/volunteer-duplicates.ts';
import { withRetired } from '../../src/domain/comune-lists.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import type { VolunteerDetail } from '../../src/domain/volunteer-view.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { PageLinks } from '../components/page-links.tsx';
import { ApprovalBadge, VolunteerMarks } from '../components/volunteer-badges.tsx';
import { CharacteristicFacts, VolunteerIdentityFacts } from '../components/volunteer-facts.tsx';
import { volunteerPath, volunteersPath } from '../components/volunteer-filters.ts';

type Framed = { municipality: Municipality; operator: { name: string } };

/** Pairs who may be one person, the last who came first. */
export const DuplicatesPage = (props: Framed & { pairs: DuplicatePair[]; next: string | null }) => {
  const { t } = usePage();
  const { municipality, operator, pairs, next } = props;
  const { slug } = municipality;
  const title = t('volunteers:duplicates.title');
  const nameOf = (one: DuplicatePair['volunteer']) => `${one.familyName} ${one.givenName}`;
  return (
    <Document
      title={title}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="volunteers"
    >
      <div class="container-xxl ec-console">
        <p class="ec-console__back">
          <a href={volunteersPath(slug)}>
            <Icon name="it-arrow-left" size="sm" /> {t('volunteers:back')}
          </a>
        </p>
        <h1>{title}</h1>
        <p class="ec-lead">{t('volunteers:duplicates.lead')}</p>
        {pairs.length === 0 ? (
          <div class="ec-empty">
            <Icon name="it-check-circle" size="xl" />
            <h2>{t('volunteers:duplicates.emptyTitle')}</h2>
            <p>{t(next === null ? 'volunteers:duplicates.emptyText' : 'volunteers:duplicates.emptyYet')}</p>
          </div>
        ) : (
          <table class="ec-table">
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {['newer', 'older', 'because', 'action'].map((column) => (
                  <th scope="col">{t(`volunteers:duplicates.columns.${column}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {pairs.map(({ volunteer, other, because }) => (
                <tr class="ec-row">
                  {[volunteer, other].map((one, index) => (
                    <td data-label={t(`volunteers:duplicates.columns.${index === 0 ? 'newer' : 'older'}`)}>
                      <a class="ec-row__name" href={volunteerPath(slug, one.id)}>
                        {nameOf(one)}
                      </a>
                      <span class="ec-row__more">
                        {formatTelephone(one.telephone)} · {one.email}
                      </span>
                    </td>
                  ))}
                  <td data-label={t('volunteers:duplicates.columns.because')}>
                    {because.map((reason) => t(`volunteers:duplicates.because.${reason}`)).join(', ')}
                  </td>
                  <td data-label={t('volunteers:duplicates.columns.action')}>
                    <a href={`${volunteerPath(slug, volunteer.id)}/unisci/${other.id}`}>
                      {t('volunteers:duplicates.look')}
                      <span class="visually-hidden"> {`${nameOf(volunteer)}, ${nameOf(other)}`}</span>
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <PageLinks
          label={t('volunteers:pages.label')}
          start={undefined}
          next={
            next === null
              ? undefined
              : { href: `/${slug}/console/volontari/doppioni?dopo=${next}`, text: t('volunteers:duplicates.more') }
          }
        />
      </div>
    </Document>
  );
};

export type MergeProblem = 'stale' | 'sending';

type MergeProps = Framed & { pair: [VolunteerDetail, VolunteerDetail]; today: string; problem?: MergeProblem };

/** Both side by side, and which of the two to keep. */
export const MergePage = ({ municipality, operator, pair, today, problem }: MergeProps) => {
  const { t } = usePage();
  const { slug } = municipality;
  const title = t('volunteers:merge.title');
  const [first, second] = pair;
  return (
    <Document
      title={title}
      wrong={problem !== undefined}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="volunteers"
    >
      <div class="container-xxl ec-console">
        <p class="ec-console__back">
          <a href={`/${slug}/console/volontari/doppioni`}>
            <Icon name="it-arrow-left" size="sm" /> {t('volunteers:merge.back')}
          </a>
        </p>
        <h1>{title}</h1>
        {problem === undefined ? null : (
          <Alert kind="warning" title={t('volunteers:merge.notDone')} takesFocus>
            <p>{t(`volunteers:merge.problem.${problem}`)}</p>
          </Alert>
        )}
        <p class="ec-lead">{t('volunteers:merge.lead')}</p>
        <form method="post" action={`${volunteerPath(slug, first.id)}/unisci/${second.id}`}>
          <input type="hidden" name="version" value={String(first.version)} />
          <input type="hidden" name="otherVersion" value={String(second.version)} />
          <div class="ec-side-by-side">
            {pair.map((one) => (
              <Side municipality={municipality} volunteer={one} today={today} />
            ))}
          </div>
        </form>
      </div>
    </Document>
  );
};

type SideProps = { municipality: Municipality; volunteer: VolunteerDetail; today: string };

const Side = ({ municipality, volunteer, today }: SideProps) => {
  const { t } = usePage();
  const name = `${volunteer.familyName} ${volunteer.givenName}`;
  return (
    <section class="ec-panel" aria-labelledby={`side-${volunteer.id}`}>
      <h2 id={`side-${volunteer.id}`}>
        <a href={volunteerPath(municipality.slug, volunteer.id)}>{name}</a>
      </h2>
      <p class="ec-badges">
        <ApprovalBadge {...volunteer} />
        <VolunteerMarks {...volunteer} today={today} />
      </p>
      <VolunteerIdentityFacts volunteer={volunteer} />
      <h3>{t('volunteers:one.what')}</h3>
      <CharacteristicFacts of={volunteer.characteristics} lists={withRetired(municipality)} />
      <h3>{t('volunteers:one.offers')}</h3>
      <p>
        {t('volunteers:one.load', { open: volunteer.openOffers, cap: volunteer.characteristics.maxOpenOffers })}{' '}
        {t('volunteers:merge.history', { offers: volunteer.offers.length, emails: volunteer.emails.length })}
      </p>
      <button type="submit" name="keep" value={volunteer.id} class="btn btn-primary">
        <Icon name="it-check" size="sm" /> {t('volunteers:merge.keep', { name, email: volunteer.email })}
      </button>
    </section>
  );
};
