import type { TFunction } from 'i18next';
import { always, slots, toAvailability, toSlots } from '../../../src/domain/availability.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import { type Characteristics, usualOpenOffers } from '../../../src/domain/volunteer.ts';
import {
  type CharacteristicValues,
  characteristicFields,
  characteristicLists,
} from '../../components/characteristic-fields.tsx';
import type { FormErrors } from '../../components/error-summary.tsx';
import type { FormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';

/** What the fields hold before anybody writes in them. */
export const emptyCharacteristicValues: CharacteristicValues = {
  skills: [],
  needs: [],
  languages: [],
  zones: [],
  availability: [],
  vehicle: false,
  maxOpenOffers: String(usualOpenOffers),
};

/** The fields of the characteristics as a form sent them. */
export function readCharacteristicValues(form: FormBody): CharacteristicValues {
  return {
    skills: form.texts('skills'),
    needs: form.texts('needs'),
    languages: form.texts('languages'),
    zones: form.texts('zones'),
    availability: form.texts('availability'),
    vehicle: form.has('vehicle'),
    maxOpenOffers: form.text('maxOpenOffers'),
  };
}

/** What the fields hold of a volunteer; who is always free has nothing ticked, as the form explains it. */
export function toCharacteristicValues(stored: Characteristics): CharacteristicValues {
  const { skills, needs, languages, zones, vehicle, availability, maxOpenOffers } = stored;
  const free = availability === always ? [] : toSlots(availability);
  return {
    skills,
    needs,
    languages,
    zones,
    vehicle,
    availability: free.map(({ day, part }) => `${day}-${part}`),
    maxOpenOffers: String(maxOpenOffers),
  };
}

/** What was filled in, in the shape of `characteristics` of src/domain/volunteer.ts, for that schema to judge. */
export function toCharacteristics(values: CharacteristicValues) {
  const { skills, needs, languages, zones, vehicle } = values;
  return {
    skills,
    needs,
    languages,
    zones,
    vehicle,
    availability: readAvailability(values.availability),
    maxOpenOffers: readWholeNumber(values.maxOpenOffers),
  };
}

/**
 * The errors of a form with these fields, in words.
 * @param fieldsBefore what else the form asks, in the page's order, before the characteristics and after them
 */
export function toCharacteristicErrors(
  t: TFunction,
  errors: FieldError[],
  form: FormBody,
  fieldsBefore: readonly string[] = [],
  fieldsAfter: readonly string[] = [],
): FormErrors {
  const order = [...fieldsBefore, ...characteristicFields, ...fieldsAfter];
  return tellByField(t, errors, { order, lists: characteristicLists }, form);
}

/** Nothing ticked is always; a slot that no week has makes no availability at all, which the schema refuses. */
function readAvailability(ticked: string[]): number {
  if (ticked.length === 0) return always;
  const known = slots.filter(({ day, part }) => ticked.includes(`${day}-${part}`));
  return known.length === new Set(ticked).size ? toAvailability(known) : 0;
}

/** As it was typed; what is no whole number is none, for the schema to refuse. */
function readWholeNumber(typed: string): number | undefined {
  return /^-?\d{1,15}$/.test(typed.trim()) ? Number(typed) : undefined;
}
