import { type Slot, slots } from '../domain/availability.ts';

/** What the bitmaps of `candidate_trait` are of, one name each; the empty one is everybody's. */
const everybody = '';

export type Traits = {
  skills: string[];
  needs: string[];
  zones: string[];
  languages: string[];
  vehicle: boolean;
  availability: number;
};

const named = (kind: 's' | 'n' | 'z' | 'l', codes: readonly string[]) => codes.map((code) => `${kind}:${code}`);
const slotTraits = slots.map((_, at) => `t:${at}`);
/** Who names no needs serves them all. */
const anyNeed = 'n:';

/** The traits of a volunteer. */
function traitsOf({ skills, needs, zones, languages, vehicle, availability }: Traits): string[] {
  return [
    everybody,
    ...named('s', skills),
    ...(needs.length === 0 ? [anyNeed] : named('n', needs)),
    ...named('z', zones),
    ...named('l', languages),
    ...(vehicle ? ['v'] : []),
    ...slotTraits.filter((_, at) => (availability & (1 << at)) !== 0),
  ];
}

type Required = {
  zones: readonly string[];
  need: string;
  skills: readonly string[];
  languages: readonly string[];
  languagesMatch: 'any' | 'all';
  vehicle: boolean;
  slot: Slot | null;
};

/** The traits without which nobody fits: all of `every`, and one of each other that names any. */
export function traitsFor(required: Required): Record<'every' | 'zones' | 'needs' | 'languages', string[]> {
  const { zones, need, skills, languages, languagesMatch, vehicle, slot } = required;
  const spoken = named('l', languages);
  const every = [
    ...named('s', skills),
    ...(languagesMatch === 'all' ? spoken : []),
    ...(vehicle ? ['v'] : []),
    ...slotTraits.filter((_, at) => slot?.day === slots[at]?.day && slot?.part === slots[at]?.part),
  ];
  return {
    // Without one that all must have there would be no blocks to look into.
    every: every.length === 0 ? [everybody] : every,
    zones: named('z', zones),
    needs: [anyNeed, ...named('n', [need])],
    languages: languagesMatch === 'any' ? spoken : [],
  };
}

/**
 * The bitmaps of some volunteers, in their order: for each trait that any of them has, the bits as PostgreSQL reads them
 * from hexadecimal digits.
 */
export function toBitmaps(volunteers: readonly Traits[]): Map<string, string> {
  const bytes = new Map<string, Buffer>();
  for (const [place, volunteer] of volunteers.entries()) {
    for (const trait of traitsOf(volunteer)) {
      let bits = bytes.get(trait);
      if (bits === undefined) {
        bits = Buffer.alloc(Math.ceil(volunteers.length / 8));
        bytes.set(trait, bits);
      }
      bits[place >> 3] = (bits[place >> 3] ?? 0) | (128 >> (place & 7));
    }
  }
  return new Map([...bytes].map(([trait, bits]) => [trait, `x${bits.toString('hex')}`]));
}
