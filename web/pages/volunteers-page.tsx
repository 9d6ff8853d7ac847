import type { Municipality } from '../../src/db/municipalities.ts';
import type { VolunteerCounts, VolunteerFilter } from '../../src/db/volunteer-table.ts';
import type { VolunteerRow } from '../../src/domain/volunteer-view.ts';
import { sayCount, startUpperCase } from '../components/count.tsx';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { PageLinks } from '../components/page-links.tsx';
import { toQuery, volunteersPath } from '../components/volunteer-filters.ts';
import { VolunteerTable } from '../components/volunteer-table.tsx';
import { VolunteerFilters, VolunteerSearch } from '../components/volunteer-tools.tsx';

export type VolunteersPageProps = {
  municipality: Municipality;
  operator: { name: string };
  filter: VolunteerFilter;
  rows: VolunteerRow[];
  counts: VolunteerCounts;
  /** After whom the next rows begin, and whether these are not the first. */
  next: string | null;
  isContinued: boolean;
  today: string;
};

/** The operators' table of volunteers: who waits for approval first, then everybody by name. */
export const VolunteersPage = (props: VolunteersPageProps) => {
  const { t } = usePage();
  const { municipality, operator, filter, rows, counts, today } = props;
  const { slug } = municipality;
  const title = t('volunteers:table.title');
  return (
    <Document
      title={title}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="volunteers"
    >
      <div class="container-xxl ec-console">
        <div class="ec-console__head">
          <h1>{title}</h1>
          <a class="ec-console__office" href={`/${slug}/console/volontari/da-telefonare`}>
            <Icon name="it-telephone" size="sm" /> {t('volunteers:table.toCall')}
          </a>
          <a class="ec-console__office" href={`/${slug}/console/volontari/doppioni`}>
            <Icon name="it-copy" size="sm" /> {t('volunteers:table.duplicates')}
          </a>
          <a class="ec-console__office" href={`/${slug}/console/volontari/nuovo`}>
            <Icon name="it-plus-circle" size="sm" /> {t('volunteers:table.add')}
          </a>
          <a class="ec-console__office" href={`/${slug}/console/volontari/importa`}>
            <Icon name="it-upload" size="sm" /> {t('volunteers:table.import')}
          </a>
          <a class="ec-console__office" href={`/${slug}/console/volontari/esporta.csv`}>
            <Icon name="it-download" size="sm" /> {t('volunteers:table.export')}
          </a>
        </div>
        {counts.pending === 0 || filter.approval === 'pending' ? null : <Waiting slug={slug} count={counts.pending} />}
        <VolunteerSearch slug={slug} q={filter.q ?? ''} />
        <VolunteerFilters municipality={municipality} filter={filter} counts={counts} />
        {rows.length === 0 ? (
          <Empty slug={slug} filter={filter} none={counts.all === 0} />
        ) : (
          <VolunteerTable municipality={municipality} rows={rows} today={today} />
        )}
        <Pages {...props} />
      </div>
    </Document>
  );
};

const Waiting = ({ slug, count }: { slug: string; count: number }) => {
  const { t } = usePage();
  return (
    <section class="ec-oldest" aria-labelledby="waiting-title">
      <h2 id="waiting-title">
        <Icon name="it-clock" /> {startUpperCase(t('volunteers:waiting.title', { count, shown: sayCount(t, count) }))}
      </h2>
      <p>{t('volunteers:waiting.text', { count })}</p>
      <a href={volunteersPath(slug, { approval: 'pending' })}>{t('volunteers:waiting.open')}</a>
    </section>
  );
};

/** What an empty table says: why, and what comes next. */
const Empty = ({ slug, filter, none }: { slug: string; filter: VolunteerFilter; none: boolean }) => {
  const { t } = usePage();
  const [only, ...others] = toQuery(filter);
  const isApprovalAlone = filter.approval !== undefined && only?.[0] === 'stato' && others.length === 0;
  const kind = none ? 'none' : isApprovalAlone ? (filter.approval ?? 'filtered') : 'filtered';
  return (
    <div class="ec-empty">
      <Icon name={none ? 'ec-people' : 'it-search'} size="xl" />
      <h2>{t(`volunteers:empty.${kind}.title`)}</h2>
      <p>{t(`volunteers:empty.${kind}.text`)}</p>
      <p>
        {none ? (
          <>
            <a href={`/${slug}/console/volontari/nuovo`}>{t('volunteers:table.add')}</a>
            <br />
            <a href={`/${slug}/console/volontari/importa`}>{t('volunteers:table.import')}</a>
          </>
        ) : (
          <a href={volunteersPath(slug)}>{t('volunteers:empty.all')}</a>
        )}
      </p>
    </div>
  );
};

const Pages = ({ municipality: { slug }, filter, next, isContinued }: VolunteersPageProps) => {
  const { t } = usePage();
  return (
    <PageLinks
      label={t('volunteers:pages.label')}
      start={isContinued ? { href: volunteersPath(slug, filter), text: t('volunteers:pages.fromStart') } : undefined}
      next={next === null ? undefined : { href: volunteersPath(slug, filter, next), text: t('volunteers:pages.more') }}
    />
  );
};
