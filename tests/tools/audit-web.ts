// `npm run audit:web`: Lighthouse, as a telephone, on the pages that matter most. It is fetched when it is asked for and
// no package of ours: 200 MB and 82 packages would come with every `npm start` otherwise.
import { writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { z } from 'zod';
import { findBrowser } from '../support/browser.ts';
import { startDemo } from './demo-instance.ts';

const lighthouse = 'lighthouse@13.5.0';
const categories = ['performance', 'accessibility', 'best-practices'] as const;
/** Of 100, in each category. */
const bar = 95;

const score = z.object({ score: z.number() });
/** What the score for performance is made of, as Lighthouse words it. */
const metrics = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
];
const metric = z.object({ displayValue: z.string().optional() });
const reported = z.object({
  audits: z.record(z.string(), metric),
  categories: z.object({ performance: score, accessibility: score, 'best-practices': score }),
});

const browser = await findBrowser();
const demo = await startDemo();
const figures: { name: string; value: number; unit: string; bar: string; holds: boolean }[] = [];
try {
  const request = await demo.submit();
  for (let count = 0; count < 60; count += 1) await demo.submit();
  await demo.importAll();
  const pages = [
    { name: 'form', path: '/esempio/richiesta' },
    { name: 'table', path: '/esempio/console', cookie: demo.cookie },
    { name: 'request', path: `/esempio/console/richieste/${request.id}`, cookie: demo.cookie },
  ];
  for (const { name, path, cookie } of pages) {
    const scores = await audit(demo.url + path, cookie);
    for (const category of categories) {
      const value = Math.round(scores[category].score * 100);
      figures.push({ name: `${name}: ${category}`, value, unit: 'of 100', bar: `≥ ${bar}`, holds: value >= bar });
    }
  }
} finally {
  await demo.stop();
}
console.table(figures);
writeFileSync('bench/results/audit-web.json', `${JSON.stringify({ name: 'audit-web', figures }, null, 2)}\n`);
if (figures.some(({ holds }) => !holds)) process.exitCode = 1;

async function audit(url: string, cookie: string | undefined) {
  const options = [
    ...['--quiet', '--output=json', '--output-path=stdout', `--only-categories=${categories.join(',')}`],
    `--chrome-flags=${['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'].join(' ')}`,
    ...(cookie === undefined ? [] : [`--extra-headers=${JSON.stringify({ Cookie: cookie })}`]),
  ];
  const { stdout } = await execa(
    'npm',
    ['exec', '--yes', `--package=${lighthouse}`, '--', 'lighthouse', url, ...options],
    {
      env: { CHROME_PATH: browser.path, LD_LIBRARY_PATH: browser.libraries },
    },
  );
  const { categories: scores, audits } = reported.parse(JSON.parse(stdout));
  console.log(url, metrics.map((name) => `${name} ${audits[name]?.displayValue ?? ''}`).join(', '));
  return scores;
}
