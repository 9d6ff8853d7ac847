import type { Municipality } from '../../src/db/municipalities.ts';
import type { RequestFilter } from '../../src/db/request-filter.ts';
import { withRetired } from '../../src/domain/comune-lists.ts';
import type { Listed } from '../../src/domain/help-request.ts';
import { formatDay } from './dates.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { listFilters, type TableAddress, tablePath, tabs } from './table-address.ts';

type Props = { municipality: Municipality; address: TableAddress };

/** What narrows the table: each filter a chip that a press takes away, and a form folded away to set them. */
export const TableFilters = ({ municipality, address }: Props) => {
  const { t } = usePage();
  const active = listFilters(address.filter);
  return (
    <section class="ec-filters ec-no-print" aria-label={t('quick:filters.title')}>
      <FilterForm municipality={municipality} address={address} />
      {active.length === 0 ? null : <Chips municipality={municipality} address={address} />}
    </section>
  );
};

const Chips = ({ municipality, address }: Props) => {
  const { t, language } = usePage();
  const { slug } = municipality;
  const { needs, zones } = withRetired(municipality);
  const labelIn = (list: Listed[], code: string) => list.find((one) => one.code === code)?.label ?? code;
  const say = (name: keyof RequestFilter, value: string): string => {
    switch (name) {
      case 'need':
        return t('quick:filters.is.need', { label: labelIn(needs, value) });
      case 'zone':
        return t('quick:filters.is.zone', { label: labelIn(zones, value) });
      case 'channel':
        return t(`quick:filters.is.channel.${value}`);
      case 'late':
        return t('quick:filters.is.late');
      case 'from':
      case 'to':
        return t(`quick:filters.is.${name}`, { day: formatDay(language, value, 'short') });
    }
  };
  return (
    <ul class="ec-chips" aria-label={t('quick:filters.active')}>
      {listFilters(address.filter).map(([name, , value]) => {
        const { [name]: _, ...others } = address.filter;
        const words = say(name, value);
        return (
          <li>
            <a
              class="ec-filter ec-filter--on"
              href={tablePath(slug, { ...address, filter: others })}
              aria-label={t('quick:filters.remove', { filter: words })}
            >
              {words} <Icon name="it-close" size="sm" />
            </a>
          </li>
        );
      })}
      <li>
        <a class="ec-filters__clear" href={tablePath(slug, { ...address, filter: {} })}>
          {t('quick:filters.clear')}
        </a>
      </li>
    </ul>
  );
};

const FilterForm = ({ municipality, address: { tab, q, filter } }: Props) => {
  const { t } = usePage();
  const { needs, zones } = withRetired(municipality);
  const stato = tabs.find(({ name }) => name === tab)?.query;
  const values = new Map(listFilters(filter).map(([, query, value]) => [query, value]));
  const channels = ['cittadino', 'ufficio'].map((code) => ({ code, label: t(`quick:filters.channel.${code}`) }));
  return (
    <details class="ec-filter-form">
      <summary class="ec-filter">
        <Icon name="it-funnel" size="sm" /> {t('quick:filters.title')} <Icon name="it-expand" size="sm" />
      </summary>
      <form method="get" action={`/${municipality.slug}/console`}>
        {stato === undefined ? null : <input type="hidden" name="stato" value={stato} />}
        {q === '' ? null : <input type="hidden" name="q" value={q} />}
        <Choice name="bisogno" label={t('quick:filters.need')} list={needs} value={values.get('bisogno')} />
        <Choice name="zona" label={t('quick:filters.zone')} list={zones} value={values.get('zona')} />
        <Choice name="canale" label={t('quick:filters.channelLabel')} list={channels} value={values.get('canale')} />
        <Day name="dal" label={t('quick:filters.from')} value={values.get('dal')} />
        <Day name="al" label={t('quick:filters.to')} value={values.get('al')} />
        <div class="form-check ec-check">
          <input type="checkbox" id="filtro-ritardo" name="ritardo" value="si" checked={filter.late === true} />
          <label for="filtro-ritardo">{t('quick:filters.late')}</label>
        </div>
        <button type="submit" class="btn btn-primary">
          {t('quick:filters.apply')}
        </button>
      </form>
    </details>
  );
};

type FieldProps = { name: string; label: string; value: string | undefined };

const Choice = ({ name, label, list, value }: FieldProps & { list: Listed[] }) => {
  const { t } = usePage();
  return (
    <p>
      <label for={`filtro-${name}`}>{label}</label>
      <select class="form-select ec-control" id={`filtro-${name}`} name={name}>
        <option value="">{t('quick:filters.any')}</option>
        {list.map((one) => (
          <option value={one.code} selected={one.code === value}>
            {one.label}
          </option>
        ))}
      </select>
    </p>
  );
};

const Day = ({ name, label, value }: FieldProps) => (
  <p>
    <label for={`filtro-${name}`}>{label}</label>
    <input class="form-control ec-control" type="date" id={`filtro-${name}`} name={name} value={value} />
  </p>
);
