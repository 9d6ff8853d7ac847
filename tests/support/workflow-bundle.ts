import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** All that a workflow's bundle can be made of, and the version of what makes it. */
const sources = ['workflows/**/*.ts', 'src/domain/**/*.ts', 'node_modules/@temporalio/worker/package.json'];

/**
 * The workflows, bundled as the worker runs them. Bundling takes seconds and every suite needs it: the first one leaves
 * it under a name made of the sources' content, so a changed workflow is never tested by an old bundle.
 * @param entry another module of workflows instead of ours
 * @returns the bundle's path
 */
export async function bundleWorkflows(entry = 'workflows/index.ts'): Promise<string> {
  const hash = createHash('sha256').update(entry);
  for (const path of globSync([...sources, entry], { cwd: root }).sort()) {
    hash.update(path).update(readFileSync(join(root, path)));
  }
  const folder = join(root, 'node_modules/.cache/easycare');
  const path = join(folder, `workflows-${hash.digest('hex').slice(0, 16)}.js`);
  if (existsSync(path)) return path;

  const { code } = await bundleWorkflowCode({ workflowsPath: join(root, entry), logger: new DefaultLogger('ERROR') });
  mkdirSync(folder, { recursive: true });
  // Another suite may be at the same: whoever is last replaces the whole file by the same one.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, code);
  renameSync(unfinished, path);
  return path;
}
