import { type FormBrowser, openFormBrowser } from './form-browser.ts';
import { visitProvider } from './identity-provider.ts';
import type { TestWeb } from './web.ts';

/** A browser of ours, and what it has of the provider. */
export type ProviderVisitor = { browser: FormBrowser; atProvider: Map<string, string> };

export function openProviderVisitor(web: TestWeb): ProviderVisitor {
  return { browser: openFormBrowser(web), atProvider: new Map() };
}

/**
 * Follows «Entra con …» to the provider and back, up to the link that leads in again.
 * @param change what stands in the address that leads to the provider
 * @returns the path that the provider sends back to
 */
export async function goToProvider(
  { browser, atProvider }: ProviderVisitor,
  { link = '/entra/identita', change = (_: URLSearchParams) => {} } = {},
): Promise<string> {
  const begun = await browser.open(link);
  const url = URL.parse(begun.location);
  if (url === null) throw new Error(`not sent to the provider but to ${begun.location}`);
  change(url.searchParams);
  return await visitProvider(url.href, atProvider);
}

/** The whole way. @returns where it ends */
export async function enterThroughProvider(visitor: ProviderVisitor, link?: string): Promise<string> {
  const back = await goToProvider(visitor, link === undefined ? {} : { link });
  return (await visitor.browser.open(back)).location;
}
