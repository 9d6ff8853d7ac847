import type { Characteristics } from './volunteer.ts';

/** What merging two volunteers did. */
export type MergeSummary = {
  /** Proposals that now belong to the one who stays, and those of a request that both had been offered. */
  offers: number;
  doubleOffers: number;
  emails: number;
  events: number;
};

/** What two volunteers can do together; how many requests at once is the kept one's own to say. */
export function uniteCharacteristics(kept: Characteristics, dropped: Characteristics): Characteristics {
  const both = (a: string[], b: string[]) => [...new Set([...a, ...b])];
  return {
    skills: both(kept.skills, dropped.skills),
    // None named is all of them.
    needs: kept.needs.length === 0 || dropped.needs.length === 0 ? [] : both(kept.needs, dropped.needs),
    zones: both(kept.zones, dropped.zones),
    languages: both(kept.languages, dropped.languages),
    vehicle: kept.vehicle || dropped.vehicle,
    availability: kept.availability | dropped.availability,
    maxOpenOffers: kept.maxOpenOffers,
  };
}
