import type { HelpRequestDetail } from '../../../src/domain/help-request.ts';
import type { RequirementChanges } from '../../../src/domain/requirements.ts';
import type { RequirementValues } from '../../components/requirement-fields.tsx';
import type { FormBody } from './form-body.ts';
import { nonBlank } from './request-values.ts';

/** What the fields of the requirements hold before anybody touches them. */
export function storedRequirements({ requirements }: HelpRequestDetail): RequirementValues {
  const { skills, languages, ...plain } = requirements;
  return { ...plain, skills: skills.map(({ code }) => code), languages: languages.map(({ code }) => code) };
}

export function readRequirementValues(form: FormBody): RequirementValues {
  return {
    skills: form.texts('skills'),
    vehicle: form.has('vehicle'),
    languages: form.texts('languages'),
    languagesMatch: form.text('languagesMatch'),
    timeRequired: form.has('timeRequired'),
  };
}

/**
 * The requirements of a form in the shape of a correction, for the schema to judge.
 * @returns undefined where the form has none of these fields
 */
export function toRequirements(form: FormBody): unknown {
  if (!form.has('withRequirements')) return undefined;
  const { languagesMatch, ...values } = readRequirementValues(form);
  const match = nonBlank(languagesMatch);
  return { ...values, ...(match !== undefined && { languagesMatch: match }) };
}

/** Keeps what differs from the stored requirements. @returns undefined where nothing does */
export function keepRequirementChanges(
  given: RequirementChanges,
  request: HelpRequestDetail,
): RequirementChanges | undefined {
  const { skills, vehicle, languages, languagesMatch, timeRequired } = given;
  const stored = storedRequirements(request);
  const changes: RequirementChanges = {
    ...(skills !== undefined && !isSameSet(skills, stored.skills) && { skills }),
    ...(vehicle !== undefined && vehicle !== stored.vehicle && { vehicle }),
    ...(languages !== undefined && !isSameSet(languages, stored.languages) && { languages }),
    ...(languagesMatch !== undefined && languagesMatch !== stored.languagesMatch && { languagesMatch }),
    ...(timeRequired !== undefined && timeRequired !== stored.timeRequired && { timeRequired }),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

function isSameSet(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
