import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { readClock } from './clock.ts';
import { atLeast, type Figure, toFigure } from './report.ts';
import { atOnce } from './side.ts';
import { openStage } from './stage.ts';
import { median, ratiosOf, round } from './statistics.ts';
import { aSubmission } from './submission.ts';
import { forEachAtOnce } from './wait-until.ts';

const blocks = 5;
const requestsABlock = 256;
/** The limit itself is what costs; nobody may run into it here. The telephones differ, five a day each. */
const neverReached = '1000000';

/**
 * The form's POST, requests a second, 16 at a time, over a bare handler's. No worker runs: with one, its work for what
 * was submitted would take the processors from whoever is measured next.
 */
export async function measureSubmit(): Promise<Figure[]> {
  const stage = await openStage();
  // No worker, and no emails: only /readyz would ask for this server.
  const mail = { SMTP_URL: 'smtp://127.0.0.1:9' };
  const [bare, free, limited] = await Promise.all([
    stage.startBareWeb(),
    stage.startWeb({ ...mail, SUBMIT_LIMIT: '0' }),
    stage.startWeb({ ...mail, SUBMIT_LIMIT: neverReached }),
  ]);
  const formUrl = (url: string) => `${url}/${stage.municipality.slug}/richiesta`;
  const targets = { bare: `${bare.url}/richiesta`, free: formUrl(free.url), limited: formUrl(limited.url) };

  const rounds: Record<keyof typeof targets, number>[] = [];
  for (let block = 0; block <= blocks; block += 1) {
    const measured = { bare: 0, free: 0, limited: 0 };
    const names = ['bare', 'free', 'limited'] as const;
    // In turns: each block begins with another one.
    for (const offset of names.keys()) {
      const name = names[(block + offset) % names.length];
      if (name !== undefined) measured[name] = await timeBlock(targets[name]);
    }
    // The first round warms up.
    if (block > 0) rounds.push(measured);
  }
  await Promise.all([bare.stop(), free.stop(), limited.stop()]);
  await stage.close();

  const ratiosTo = (name: 'free' | 'limited') => ratiosOf(rounds.map((one) => ({ real: one[name], twin: one.bare })));
  const detailOf = (name: 'free' | 'limited') => ({
    'requests a second': round(median(rounds.map((one) => one[name]))),
    'bare, requests a second': round(median(rounds.map(({ bare }) => bare))),
    'at a time': atOnce,
  });
  return [
    toFigure({
      name: 'submit_vs_bare',
      values: ratiosTo('free'),
      unit: 'ratio',
      bar: atLeast(0.8),
      detail: detailOf('free'),
    }),
    toFigure({
      name: 'submit_limited_vs_bare',
      values: ratiosTo('limited'),
      unit: 'ratio',
      detail: detailOf('limited'),
    }),
  ];
}

/** @returns requests a second */
async function timeBlock(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const begin = readClock();
  await forEachAtOnce(Array.from({ length: requestsABlock }), atOnce, () => postForm(url, agent));
  const seconds = (readClock() - begin) / 1_000;
  agent.destroy();
  return requestsABlock / seconds;
}

let telephones = 0;

function postForm(url: string, agent: Agent): Promise<void> {
  const { need, requester, preferredTime, description } = aSubmission;
  telephones += 1;
  const body = new URLSearchParams({
    idempotencyKey: randomUUID(),
    need,
    ...requester,
    email: '',
    telephone: `+39333${String(telephones).padStart(7, '0')}`,
    preferredDate: preferredTime?.date ?? '',
    preferredPart: preferredTime?.part ?? '',
    description,
    privacyNoticeRead: 'yes',
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 303) resolve();
        else reject(new Error(`the form was answered ${response.statusCode}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
