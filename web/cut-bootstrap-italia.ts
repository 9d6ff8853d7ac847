import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the package keeps what browsers load. */
export const bootstrapItalia = dirname(dirname(fileURLToPath(import.meta.resolve('bootstrap-italia'))));

const styleSheet = 'css/bootstrap-italia.min.css';
const sprite = 'svg/sprites.svg';

/**
 * Writes into `folder`, under the package's own names, what our pages use of bootstrap-italia's style sheet (34 kB of
 * 612) and of its icons (8 of 94).
 * @param root the folder that `web/` stands in
 */
export async function cutBootstrapItalia(root: string, folder: string): Promise<void> {
  const sources = readSources(root).join('\n');
  const css = await cutStyleSheet(readFileSync(join(bootstrapItalia, styleSheet), 'utf8'), sources);
  const icons = cutSprite(readFileSync(join(bootstrapItalia, sprite), 'utf8'), sources);
  for (const [name, content] of [
    [styleSheet, css],
    [sprite, icons],
  ] as const) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/**
 * The same, kept beside the packages until a source of ours or the package changes: cutting takes a second, which every
 * start and every file of tests would wait.
 * @returns the folder
 */
export async function keepBootstrapItaliaCut(root: string): Promise<string> {
  const cache = join(root, 'node_modules/.cache/easycare');
  const hash = createHash('sha256').update(bootstrapItalia);
  for (const source of [readFileSync(join(bootstrapItalia, '../package.json'), 'utf8'), ...readSources(root)]) {
    hash.update(source).update('\0');
  }
  const folder = join(cache, `bootstrap-italia-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(`${folder}-`);
  await cutBootstrapItalia(root, aside);
  try {
    renameSync(aside, folder);
  } catch (error) {
    // Processes that start side by side may all be the first; the other's is the same.
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function readSources(root: string): string[] {
  return globSync('web/**/*.{ts,tsx}', { cwd: root })
    .sort()
    .map((path) => readFileSync(join(root, path), 'utf8'));
}

/**
 * Keeps a rule where every class and element it names is a word of our sources. A class that `${` cuts off, as in
 * `alert-${kind}`, stands for all that begin so: name a class whole where many do.
 */
async function cutStyleSheet(css: string, sources: string): Promise<string> {
  const { PurgeCSS } = await import('purgecss');
  const named = [...sources.matchAll(/class=.*/g)].join('\n');
  const begun = [...new Set([...named.matchAll(/([\w-]+-)\$\{/g)].map(([, begin]) => begin))];
  const [cut] = await new PurgeCSS().purge({
    content: [{ raw: sources, extension: 'tsx' }],
    css: [{ raw: css.replace(/^\uFEFF/, '') }],
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
    safelist: begun.map((begin) => new RegExp(`^${begin}`)),
    keyframes: true,
    fontFace: true,
  });
  if (cut === undefined) throw new Error('nothing was cut');
  return cut.css;
}

/** Keeps the icons whose name stands in our sources. */
function cutSprite(svg: string, sources: string): string {
  const names = new Set(sources.match(/it-[\w-]+/g));
  return svg.replace(/<symbol id="([^"]+)".*?<\/symbol>/gs, (symbol, id: string) => (names.has(id) ? symbol : ''));
}
