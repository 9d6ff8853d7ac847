import { z } from 'zod';
import { paragraph } from './text.ts';
import { characteristics, volunteerIdentity } from './volunteer.ts';

/** Who a volunteer is, as an operator writes it: the Comune may know nobody's day of birth. */
const identity = { ...volunteerIdentity.shape, birthDate: volunteerIdentity.shape.birthDate.nullable() };

/** What an operator writes of a volunteer whom the Comune knows already. */
export const addedVolunteer = z.object({ ...identity, ...characteristics.shape });
export type AddedVolunteer = z.infer<typeof addedVolunteer>;

/** All that an operator can change of a volunteer, with the version they looked at. */
export const volunteerEdit = addedVolunteer.extend({ version: z.int() });
export type VolunteerEdit = z.infer<typeof volunteerEdit>;

/** As the table's CHECK has it. */
export const volunteerNote = paragraph(2_000);
