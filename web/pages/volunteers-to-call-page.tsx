import type { Municipality } from '../../src/db/municipalities.ts';
import type { VolunteerToCall } from '../../src/db/volunteers-to-call.ts';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { PageLinks } from '../components/page-links.tsx';
import { Telephone } from '../components/telephone.tsx';
import { volunteerPath, volunteersPath } from '../components/volunteer-filters.ts';
import { When } from '../components/when.tsx';

type Props = {
  municipality: Municipality;
  operator: { name: string };
  items: VolunteerToCall[];
  next: string | null;
  isContinued: boolean;
};

const columns = ['name', 'telephone', 'since', 'offers'] as const;

/** «Da telefonare»: whom no email reaches, with what they may not know of. */
export const VolunteersToCallPage = ({ municipality, operator, items, next, isContinued }: Props) => {
  const { t } = usePage();
  const { slug } = municipality;
  const title = t('volunteers:toCall.title');
  const path = `/${slug}/console/volontari/da-telefonare`;
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
        <p class="ec-lead">{t('volunteers:toCall.lead')}</p>
        {items.length === 0 ? (
          <div class="ec-empty">
            <Icon name="it-check-circle" size="xl" />
            <h2>{t('volunteers:toCall.emptyTitle')}</h2>
            <p>{t('volunteers:toCall.emptyText')}</p>
          </div>
        ) : (
          <table class="ec-table">
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th scope="col">{t(`volunteers:toCall.columns.${column}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <Row slug={slug} item={item} />
              ))}
            </tbody>
          </table>
        )}
        <PageLinks
          label={t('volunteers:pages.label')}
          start={isContinued ? { href: path, text: t('volunteers:pages.fromStart') } : undefined}
          next={next === null ? undefined : { href: `${path}?dopo=${next}`, text: t('volunteers:pages.more') }}
        />
      </div>
    </Document>
  );
};

const Row = ({ slug, item }: { slug: string; item: VolunteerToCall }) => {
  const { t } = usePage();
  const label = (column: (typeof columns)[number]) => t(`volunteers:toCall.columns.${column}`);
  return (
    <tr class="ec-row">
      <th scope="row" data-label={label('name')}>
        <a class="ec-row__name" href={volunteerPath(slug, item.id)}>
          {item.familyName} {item.givenName}
        </a>
        <span class="ec-row__more">{item.email}</span>
      </th>
      <td data-label={label('telephone')}>
        <strong>
          <Telephone number={item.telephone} />
        </strong>
      </td>
      <td data-label={label('since')}>
        <When at={item.since} focusable={false} />
      </td>
      <td data-label={label('offers')}>
        {item.offers.length === 0 ? (
          <span class="ec-quiet">{t('volunteers:toCall.noOffers')}</span>
        ) : (
          <ul class="ec-plain-list">
            {item.offers.map(({ requestId, reference, need }) => (
              <li>
                <a href={`/${slug}/console/richieste/${requestId}`}>{reference}</a> {need}
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
};
