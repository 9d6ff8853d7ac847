// `npm run build`: what production runs. Web, worker and the command line program become one file each in dist/,
// their packages stay in node_modules; the workflows are bundled beforehand, as a worker would do at each start, and
// the pages' scripts and what they use of bootstrap-italia made as web/asset-files.ts would.
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { build } from 'esbuild';
import { cutBootstrapItalia } from './web/cut-bootstrap-italia.ts';

const inRoot = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = inRoot('dist');
rmSync(dist, { recursive: true, force: true });

const [, , , workflows] = await Promise.all([
  build({
    entryPoints: ['web', 'worker', 'cli'].map((name) => inRoot(`src/${name}.ts`)),
    outdir: dist,
    bundle: true,
    packages: 'external',
    platform: 'node',
    // The Node of the `node` package and of the Dockerfile. JSX is as tsconfig.json says.
    target: 'node24',
    format: 'esm',
    // Where a mistake arose is in the log; what the source says is not needed there.
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  }),
  build({
    entryPoints: globSync('web/client/*.ts', { cwd: inRoot('.') }).map(inRoot),
    outdir: `${dist}/client`,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'warning',
  }),
  cutBootstrapItalia(inRoot('.'), `${dist}/bootstrap-italia`),
  bundleWorkflowCode({
    workflowsPath: inRoot('workflows/index.ts'),
    // webpack's own report says nothing that a failure wouldn't.
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  }),
]);
writeFileSync(`${dist}/workflow-bundle.js`, workflows.code);
console.log(
  'Built: dist/web.js, dist/worker.js, dist/cli.js, dist/workflow-bundle.js, dist/client/, dist/bootstrap-italia/.',
);
