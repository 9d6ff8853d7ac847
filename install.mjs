// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs the packages when they are
// missing or older than the lockfile, so that both commands work on a fresh clone. It must not import any package.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const lockfile = readFileSync('package-lock.json', 'utf8');
const stamp = 'node_modules/.easycare-lockfile';

function readStamp() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}

if (readStamp() !== lockfile) {
  console.log('Installing the packages (a minute or two, only when they changed)…');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, lockfile);
}
