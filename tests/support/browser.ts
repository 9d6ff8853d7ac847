import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { execa } from 'execa';
import { type Browser, chromium as playwright } from 'playwright-core';
import { z } from 'zod';

/** A real Chromium, from a package: no download of a browser, no window. */
export async function openBrowser(): Promise<Browser> {
  const { path, libraries } = await findBrowser();
  return await playwright.launch({
    executablePath: path,
    args: chromium.args,
    headless: true,
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
  });
}

/** Where Chromium is, and its libraries: a machine without a desktop may lack NSS, and Chromium finds the package's. */
export async function findBrowser(): Promise<{ path: string; libraries: string }> {
  const folder = await unpackBrowser();
  return { path: join(folder, 'chromium'), libraries: join(folder, 'al2023', 'lib') };
}

/** Only where it believes itself at home does the package unpack the libraries that Chromium needs, too. */
const atHome = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };

/**
 * Unpacks the browser once for each version of its package, in the folder for temporary files.
 * @returns where; made aside and then renamed, since suites that run side by side may both be the first
 */
async function unpackBrowser(): Promise<string> {
  const folder = join(tmpdir(), `easycare-chromium-${readVersion()}`);
  if (existsSync(folder)) return folder;
  const aside = mkdtempSync(`${folder}-`);
  const program = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  await execa(process.execPath, ['--input-type=module', '--eval', program], { env: { ...atHome, TMPDIR: aside } });
  try {
    renameSync(aside, folder);
  } catch {
    rmSync(aside, { recursive: true, force: true });
  }
  return folder;
}

function readVersion(): string {
  const file = findPackageJSON('@sparticuz/chromium', import.meta.url);
  if (file === undefined) throw new Error('@sparticuz/chromium is not installed');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
