import type { MunicipalityDefinition } from '../db/create-municipality.ts';
import type { NewVolunteer } from '../db/volunteers.ts';
import { always, slots, toAvailability, type Weekday } from '../domain/availability.ts';

/** Made-up data, to try the service with: every address ends in `.example`, which no mail server ever reaches. */
export const demoMunicipality: MunicipalityDefinition = {
  slug: 'esempio',
  name: 'Comune di Esempio (dati dimostrativi)',
  officeTelephone: '+39055000100',
  officeChannel: true,
  operationsLead: {
    name: 'Franca Bianchi',
    telephone: '+39055000101',
    email: 'capo.operazioni@comune.example',
  },
  zones: [
    { code: 'centro', label: 'Centro' },
    { code: 'stazione', label: 'Stazione' },
    { code: 'collina', label: 'Collina' },
    { code: 'frazioni', label: 'Frazioni' },
  ],
  skills: [
    { code: 'spesa', label: 'Fare la spesa' },
    { code: 'farmaci', label: 'Ritirare farmaci e ricette' },
    { code: 'guida', label: 'Accompagnare in auto' },
    { code: 'ascolto', label: 'Ascolto e compagnia' },
    { code: 'riparazioni', label: 'Piccole riparazioni' },
  ],
  languages: [
    { code: 'it', label: 'Italiano' },
    { code: 'en', label: 'Inglese' },
    { code: 'fr', label: 'Francese' },
    { code: 'ar', label: 'Arabo' },
    { code: 'ro', label: 'Rumeno' },
    { code: 'uk', label: 'Ucraino' },
  ],
  neighbours: [
    ['centro', 'stazione'],
    ['centro', 'collina'],
    ['collina', 'frazioni'],
  ],
  needs: [
    { code: 'spesa', label: 'Spesa a domicilio', skills: ['spesa'] },
    { code: 'farmaci', label: 'Farmaci a domicilio', skills: ['farmaci'] },
    { code: 'trasporto', label: 'Accompagnamento', skills: ['guida'] },
    { code: 'compagnia', label: 'Compagnia', skills: ['ascolto'] },
    { code: 'riparazioni', label: 'Piccole riparazioni in casa', skills: ['riparazioni'] },
  ],
};

export const demoOperator = { email: 'operatore@comune.example', name: 'Olga Operatore' };

const givenNames = ['Anna', 'Bruno', 'Carla', 'Dario', 'Elena', 'Fabio', 'Gina', 'Ivo'];
const familyNames = ['Rossi', 'Verdi', 'Neri', 'Galli', 'Conti'];

/** Everyone fits most requests, and allows many open offers: a demonstration must not run out of people. */
const maxOpenOffers = 50;

/** Each speaks Italian, and every second one another language. */
const otherLanguages = ['en', 'fr', 'ar', 'ro', 'uk'];

/** Weekdays, or evenings and the weekend: everybody else is free whenever asked. */
const workingHours = toAvailability(slots.filter(({ day, part }) => isWeekday(day) && part !== 'evening'));
const leisure = toAvailability(slots.filter(({ day, part }) => !isWeekday(day) || part === 'evening'));

function isWeekday(day: Weekday): boolean {
  return day !== 'saturday' && day !== 'sunday';
}

/** Forty volunteers; each covers all zones but one and has all skills but one, though everybody does the shopping. */
export const demoVolunteers: NewVolunteer[] = familyNames.flatMap((familyName, family) =>
  givenNames.map((givenName, given) => {
    const index = family * givenNames.length + given;
    const otherSkills = demoMunicipality.skills.slice(1).map(({ code }) => code);
    return {
      givenName,
      familyName,
      email: `${givenName}.${familyName}@volontari.example`.toLowerCase(),
      telephone: `+39333000${String(index + 1).padStart(4, '0')}`,
      zones: demoMunicipality.zones.map(({ code }) => code).filter((_, zone) => zone !== index % 4),
      skills: ['spesa', ...otherSkills.filter((_, skill) => skill !== Math.floor(index / 4) % 4)],
      languages: ['it', ...(index % 2 === 0 ? [otherLanguages[(index / 2) % otherLanguages.length] ?? 'en'] : [])],
      vehicle: index % 3 !== 2,
      availability: [always, workingHours, leisure, always][index % 4] ?? always,
      birthDate: `${1948 + index}-${String((index % 12) + 1).padStart(2, '0')}-15`,
      maxOpenOffers,
    };
  }),
);
