import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const version = '4.32.5';

/** What the answers of an API are held to, whatever was sent. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/**
 * Finds the program, or puts it in the user's cache once, in a Python environment of its own.
 * @returns its path; undefined where there is no Python, or nothing to get it from
 */
export async function findSchemathesis(): Promise<string | undefined> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const home = join(cache, 'easycare', `schemathesis-${version}`);
  const program = join(home, 'bin', 'schemathesis');
  if (existsSync(join(home, 'complete'))) return program;
  try {
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    await execa('python3', ['-m', 'venv', home]);
    await execa(join(home, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${version}`]);
    // Written last: what was interrupted is made again.
    await writeFile(join(home, 'complete'), '');
    return program;
  } catch {
    await rm(home, { recursive: true, force: true });
    return undefined;
  }
}

type Comparison = {
  url: string;
  headers?: Record<string, string>;
  parameters: Record<string, string>;
  without: string;
};

/**
 * Lets it send what an API describes, and what it does not, and compare each answer with the description.
 * @param headers sent with every call
 * @param parameters of the paths, where one made up at random would name nothing
 * @param without calls that are left out, as a pattern of their paths
 * @returns what it reports, and whether all was well
 */
export async function compareWithDescription(
  program: string,
  { url, headers = {}, parameters, without }: Comparison,
): Promise<{ passed: boolean; report: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'easycare-schemathesis-'));
  try {
    const config = join(dir, 'schemathesis.toml');
    const lines = Object.entries(parameters).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    await writeFile(config, `[parameters]\n${lines.join('')}`);
    const { exitCode, all } = await execa(
      program,
      [
        ...['--config-file', config, '--no-color', 'run', `${url}/api/v1/openapi.json`],
        ...[
          '--checks',
          checks.join(','),
          '--generation-deterministic',
          '--max-examples',
          '25',
          '--continue-on-failure',
        ],
        ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}:${value}`]),
        ...['--exclude-path-regex', without],
      ],
      { cwd: dir, all: true, reject: false },
    );
    return { passed: exitCode === 0, report: all };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
