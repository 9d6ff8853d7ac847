import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { bootstrapItalia, keepBootstrapItaliaCut } from './cut-bootstrap-italia.ts';

/** A file for browsers, by the name that follows `/assets/<version>/`. */
export type AssetFile = { body: Buffer<ArrayBuffer>; contentType: string };

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** The folder with package.json: from `web/` when run as it is, from `dist/` when built. */
const root = findRoot(import.meta.dirname);
const isBuilt = import.meta.dirname === join(root, 'dist');

/**
 * Everything a page may load, read once: what we use of bootstrap-italia's CSS and icons, the fonts of its package, our
 * own `web/assets`, and the scripts of `web/client`.
 */
export const assetFiles: ReadonlyMap<string, AssetFile> = new Map([
  ...readFolder('bootstrap-italia/', bootstrapItalia, ['fonts/**/*.woff2']),
  ...readFolder(
    'bootstrap-italia/',
    isBuilt ? join(root, 'dist/bootstrap-italia') : await keepBootstrapItaliaCut(root),
    ['css/*.css', 'svg/sprites.svg'],
  ),
  ...readFolder('', join(root, 'web/assets'), ['**/*.*']),
  ...(await readScripts()),
]);

/** Changes whenever any of the files does, so that a browser may keep what it has for ever. */
export const assetVersion = [...assetFiles]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .reduce((hash, [name, { body }]) => hash.update(name).update('\0').update(body), createHash('sha256'))
  .digest('hex')
  .slice(0, 12);

function readFolder(prefix: string, folder: string, patterns: string[]): [string, AssetFile][] {
  return globSync(patterns, { cwd: folder }).flatMap((path) => {
    const contentType = contentTypes[extname(path)];
    if (contentType === undefined) return [];
    return [[prefix + path.replaceAll('\\', '/'), { body: readFileSync(join(folder, path)), contentType }]];
  });
}

/** The scripts as `npm run build` left them, else made from `web/client` on the spot by the tool the build uses. */
async function readScripts(): Promise<[string, AssetFile][]> {
  if (isBuilt) return readFolder('client/', join(root, 'dist/client'), ['*.js']);
  const entryPoints = globSync('*.ts', { cwd: join(root, 'web/client') }).map((path) => join(root, 'web/client', path));
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints,
    outdir: '/client',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ path, contents }) => [
    `client/${basename(path)}`,
    { body: Buffer.from(contents), contentType: 'text/javascript; charset=utf-8' },
  ]);
}

function findRoot(folder: string): string {
  const parent = dirname(folder);
  if (existsSync(join(folder, 'package.json')) || parent === folder) return folder;
  return findRoot(parent);
}
