import type { Listed } from '../../src/domain/help-request.ts';
import type { CharacteristicLists } from '../../src/domain/volunteer.ts';
import { AvailabilityField } from './availability-field.tsx';
import { CheckListField, ConfirmField } from './check-field.tsx';
import { usePage } from './page-context.tsx';
import { TextField } from './text-field.tsx';

/** The fields of a volunteer's characteristics, in the form's order; their names are what the form sends. */
export const characteristicFields = [
  'needs',
  'skills',
  'languages',
  'vehicle',
  'zones',
  'availability',
  'maxOpenOffers',
] as const;
export type CharacteristicField = (typeof characteristicFields)[number];

/** Those among them that come once for each tick. */
export const characteristicLists = ['skills', 'needs', 'languages', 'zones', 'availability'] as const;

/** What was ticked and typed, as it came. */
export type CharacteristicValues = Record<(typeof characteristicLists)[number], string[]> & {
  vehicle: boolean;
  maxOpenOffers: string;
};

type Props = {
  /** A list that the Comune left empty is not asked for. */
  lists: CharacteristicLists;
  values: CharacteristicValues;
  errorOf: (name: CharacteristicField) => string | undefined;
};

/** What a volunteer can serve, where and when: for who registers, for their own page and for the operators alike. */
export const CharacteristicFields = ({ lists, values, errorOf }: Props) => {
  const { t } = usePage();
  const field = (name: CharacteristicField) => ({
    name,
    label: t(`characteristics:labels.${name}`),
    error: errorOf(name),
  });
  const list = (name: 'skills' | 'needs' | 'languages' | 'zones') => ({
    ...field(name),
    options: toOptions(lists[name]),
    values: values[name],
  });
  return (
    <>
      <fieldset class="ec-section">
        <legend>{t('characteristics:sections.what')}</legend>
        {lists.needs.length > 0 && <CheckListField {...list('needs')} hint={t('characteristics:hints.needs')} />}
        {lists.skills.length > 0 && <CheckListField {...list('skills')} hint={t('characteristics:hints.skills')} />}
        {lists.languages.length > 0 && <CheckListField {...list('languages')} />}
        <ConfirmField {...field('vehicle')} checked={values.vehicle} />
      </fieldset>
      <fieldset class="ec-section">
        <legend>{t('characteristics:sections.where')}</legend>
        <CheckListField {...list('zones')} hint={t('characteristics:hints.zones')} required />
      </fieldset>
      <fieldset class="ec-section">
        <legend>{t('characteristics:sections.when')}</legend>
        <AvailabilityField
          {...field('availability')}
          hint={t('characteristics:hints.availability')}
          values={values.availability}
        />
        <TextField
          {...field('maxOpenOffers')}
          hint={t('characteristics:hints.maxOpenOffers')}
          value={values.maxOpenOffers}
          inputmode="numeric"
          width="short"
          autocomplete="off"
          required
        />
      </fieldset>
    </>
  );
};

function toOptions(list: Listed[]) {
  return list.map(({ code, label }) => ({ value: code, label }));
}
