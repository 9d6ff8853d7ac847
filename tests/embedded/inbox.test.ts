import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type StartedInbox, startInbox } from '../../src/embedded/inbox.ts';
import { chooseAnyPort } from '../../src/embedded/ports.ts';
import { stopRecorded } from '../../src/embedded/process-records.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(inject('runDir'), 'inbox-'));
});

afterEach(async () => {
  await stopRecorded(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async () =>
  startInbox({ dataDir, smtpPort: await chooseAnyPort(), webPort: await chooseAnyPort(), log: () => undefined });

async function listMails({ webUrl }: StartedInbox): Promise<string> {
  return (await fetch(`${webUrl}/api/email`)).text();
}

test('catches an email, shows it in a page, and still has it after a restart', async () => {
  const first = await start();
  const transport = createTransport(first.smtpUrl);
  await transport.sendMail({ from: 'a@comune.example', to: 'b@posta.example', subject: 'Una richiesta', text: 'Ecco' });
  transport.close();
  await expect.poll(() => listMails(first), { timeout: 20_000 }).toContain('Una richiesta');
  await first.stop();

  const second = await start();
  expect(await listMails(second)).toContain('Una richiesta');
  const page = await fetch(second.webUrl, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('<title>MailDev</title>');
});
