import { assetFiles, assetVersion } from './asset-files.ts';

/**
 * Where a page finds a file: `easycare.css` of `web/assets`, `client/console.js` of `web/client/console.ts`,
 * `bootstrap-italia/css/bootstrap-italia.min.css` of the package. All share one folder, so that a style sheet can name
 * the package's fonts by a relative path.
 * @throws where there is no such file: a mistake in our own page, better found by its test than by its reader
 */
export function assetUrl(name: string): string {
  if (!assetFiles.has(name)) throw new Error(`no asset «${name}»`);
  return `/assets/${assetVersion}/${name}`;
}
