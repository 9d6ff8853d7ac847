import type { Correction } from '../../../src/domain/correction.ts';
import type { HelpRequestDetail, Listed, TimelineView } from '../../../src/domain/help-request.ts';
import { formatTelephone } from '../../../src/domain/telephone.ts';
import {
  noPreference,
  type RequestField,
  type RequestFieldValues,
  requestFields,
  type UnsavedField,
} from '../../components/request-field-names.ts';
import type { FormBody } from './form-body.ts';
import { nonBlank, readRequestValues, toPreferredTime } from './request-values.ts';
import { keepRequirementChanges, toRequirements } from './requirement-values.ts';

/** What the fields of «Correggi» hold before anybody writes in them. */
export function storedValues({ requester, preferredTime, ...request }: HelpRequestDetail): RequestFieldValues {
  return {
    givenName: requester.givenName,
    familyName: requester.familyName,
    telephone: formatTelephone(requester.telephone),
    email: requester.email ?? '',
    address: requester.address,
    zone: requester.zone,
    need: request.need.code,
    description: request.description,
    preferredPart: preferredTime?.part ?? noPreference,
    preferredDate: preferredTime?.date ?? '',
  };
}

/** All that the form holds, in the shape of a correction, for the schema to judge. */
export function toCorrection(form: FormBody): unknown {
  const values = readRequestValues(form);
  const { givenName, familyName, telephone, address, zone } = values;
  return {
    version: readVersion(form),
    need: values.need,
    requester: { givenName, familyName, telephone, email: nonBlank(values.email) ?? null, address, zone },
    preferredTime: toPreferredTime(values) ?? null,
    description: values.description,
    requirements: toRequirements(form),
  };
}

/** What was typed and is not what is stored now; blank fields and line ends that only the browser changed aside. */
export function findUnsaved(
  typed: RequestFieldValues,
  stored: RequestFieldValues,
  { needs, zones, dayParts }: { needs: Listed[]; zones: Listed[]; dayParts: Listed[] },
): UnsavedField[] {
  const lists: { [name in RequestField]?: Listed[] } = { need: needs, zone: zones, preferredPart: dayParts };
  const labelOf = (name: RequestField, value: string) =>
    lists[name]?.find(({ code }) => code === value)?.label ?? value;
  return requestFields
    .map((name) => ({ name, value: typed[name].replaceAll('\r\n', '\n').trim() }))
    .filter(({ name, value }) => value !== '' && value !== stored[name])
    .map(({ name, value }) => ({ name, value: labelOf(name, value) }));
}

/** The version the page was made of; undefined where it says none. */
export function readVersion(form: FormBody): number | undefined {
  const version = form.text('version');
  return /^\d{1,9}$/.test(version) ? Number(version) : undefined;
}

/** What has happened to a request since the page was made that a form comes from; nothing where the form does not say. */
export function listSince(form: FormBody, { timeline }: HelpRequestDetail): TimelineView[] {
  const seenAt = Date.parse(form.text('seenAt'));
  return timeline.filter(({ at }) => at.getTime() > seenAt);
}

/**
 * Keeps of a correction only what differs from the stored request, so that an untouched field is neither judged again
 * nor written in the history.
 * @returns undefined where nothing differs
 */
export function keepChanges(given: Correction, stored: HelpRequestDetail): Correction | undefined {
  const { requester = {}, preferredTime, requirements } = given;
  const changed = {
    ...(requester.givenName !== stored.requester.givenName && { givenName: requester.givenName }),
    ...(requester.familyName !== stored.requester.familyName && { familyName: requester.familyName }),
    ...(requester.telephone !== stored.requester.telephone && { telephone: requester.telephone }),
    ...((requester.email ?? null) !== (stored.requester.email ?? null) && { email: requester.email ?? null }),
    ...(requester.address !== stored.requester.address && { address: requester.address }),
    ...(requester.zone !== stored.requester.zone && { zone: requester.zone }),
  };
  const changedRequirements = requirements && keepRequirementChanges(requirements, stored);
  const changes = {
    ...(given.need !== stored.need.code && { need: given.need }),
    ...(Object.keys(changed).length > 0 && { requester: changed }),
    ...(!isSameTime(preferredTime, stored.preferredTime) && { preferredTime: preferredTime ?? null }),
    ...(given.description !== stored.description && { description: given.description }),
    ...(changedRequirements && { requirements: changedRequirements }),
  };
  return Object.keys(changes).length === 0 ? undefined : { version: given.version, ...changes };
}

function isSameTime(a: Correction['preferredTime'], b: HelpRequestDetail['preferredTime']): boolean {
  return (a ?? null) === b || (a?.date === b?.date && a?.part === b?.part);
}
