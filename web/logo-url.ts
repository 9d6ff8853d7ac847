import type { Municipality } from '../src/db/municipalities.ts';

/** Where a page finds the Comune's coat of arms or logo; undefined where it has given none. */
export function logoUrl({ slug, logo }: Pick<Municipality, 'slug' | 'logo'>): string | undefined {
  return logo === null ? undefined : `/${slug}/stemma/${logo}`;
}
