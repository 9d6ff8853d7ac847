import { readFile } from 'node:fs/promises';
import { UsageError } from './command.ts';

export async function readJson(file: string | undefined): Promise<unknown> {
  if (file === undefined) throw new UsageError();
  return JSON.parse(await readFile(file, 'utf8'));
}
