import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { submission } from '../../src/domain/submission.ts';

const requester = {
  givenName: 'Giuseppe',
  familyName: 'Canarino',
  telephone: '333 123 4567',
  email: 'giuseppe@esempio.example',
  address: 'Via dei Canarini 7',
  zone: 'centro',
};
const complete = {
  need: 'spesa',
  requester,
  preferredTime: { date: '2026-11-25', part: 'afternoon' },
  description: 'Latte e pane',
  privacyNoticeRead: true,
  channel: 'office',
};

function errorsOf(body: unknown): string[][] {
  const { error } = submission.safeParse(body);
  return error?.issues.map((issue) => [issue.path.join('.'), issue.message]) ?? [];
}

/** The complete body with one thing put at a path, or taken away. */
function put(path: string, value: unknown): unknown {
  const [first = '', second] = path.split('.');
  const body = structuredClone(complete);
  if (second === undefined) return { ...body, [first]: value };
  const inner: unknown = Reflect.get(body, first);
  return { ...body, [first]: { ...(typeof inner === 'object' ? inner : {}), [second]: value } };
}

const required = [
  ['need', 'validation.choose'],
  ['requester', 'validation.required'],
  ['requester.givenName', 'validation.required'],
  ['requester.familyName', 'validation.required'],
  ['requester.telephone', 'validation.required'],
  ['requester.address', 'validation.required'],
  ['requester.zone', 'validation.choose'],
  ['preferredTime.date', 'validation.date'],
  ['preferredTime.part', 'validation.dayPart'],
  ['description', 'validation.required'],
  ['privacyNoticeRead', 'validation.privacy'],
] as const;

describe('a submission', () => {
  it('is read whole, with its telephone in E.164', () => {
    const read = submission.parse(complete);
    expect(read).toEqual({ ...complete, requester: { ...requester, telephone: '+393331234567' } });
  });

  it('needs neither address of email, nor preferred time, nor channel', () => {
    const { email: _, ...withoutEmail } = requester;
    const { preferredTime: __, channel: ___, ...rest } = complete;
    const read = submission.parse({ ...rest, requester: withoutEmail });
    expect(read.channel).toBe('citizen');
    expect(read.preferredTime).toBeUndefined();
    expect(read.requester.email).toBeUndefined();
  });

  it.each(required)('without %s says so at its path', (path, message) => {
    expect(errorsOf(put(path, undefined))).toEqual([[path, message]]);
    expect(errorsOf(put(path, null))).toEqual([[path, message]]);
  });

  it('names every field that is missing at once', () => {
    expect(errorsOf({ requester: {} }).map(([path]) => path)).toEqual([
      'need',
      'requester.givenName',
      'requester.familyName',
      'requester.telephone',
      'requester.address',
      'requester.zone',
      'description',
      'privacyNoticeRead',
    ]);
  });

  it.each([
    ['requester.email', 'a@b.it, c@d.it', 'validation.email'],
    ['requester.telephone', '333 CASA', 'validation.telephone'],
    ['requester.givenName', 'Anna\r\nBcc: x@y.it', 'validation.characters'],
    ['requester.familyName', 'Ros\0si', 'validation.characters'],
    ['requester.address', 'Via\ud800', 'validation.characters'],
    ['requester.givenName', 'a'.repeat(101), 'validation.tooLong'],
    ['requester.address', 'a'.repeat(201), 'validation.tooLong'],
    ['description', 'a'.repeat(1001), 'validation.tooLong'],
    ['need', 'Spesa!', 'validation.choose'],
    ['need', "spesa'; drop table need --", 'validation.choose'],
    ['requester.zone', '__proto__', 'validation.choose'],
    ['preferredTime.part', 'night', 'validation.dayPart'],
    ['channel', 'machine', 'validation.choose'],
    ['privacyNoticeRead', false, 'validation.privacy'],
    ['privacyNoticeRead', 'true', 'validation.privacy'],
  ])('with %s as %j says %s', (path, value, message) => {
    expect(errorsOf(put(path, value))).toEqual([[path, message]]);
  });

  it.each(['2026-02-31', '2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '26-04-01', '01/04/2026', '2026-4-1'])(
    'has no preferred day %j: the calendar has none',
    (date) => {
      expect(errorsOf(put('preferredTime.date', date))).toEqual([['preferredTime.date', 'validation.date']]);
    },
  );

  it('asks for the day of a part of the day', () => {
    expect(errorsOf(put('preferredTime.date', ''))).toEqual([['preferredTime.date', 'validation.dayMissing']]);
  });

  it('takes the 29th of February of a leap year', () => {
    expect(errorsOf(put('preferredTime.date', '2028-02-29'))).toEqual([]);
  });

  it.each([...required.map(([path]) => path), 'preferredTime', 'channel', 'requester.email'])(
    'takes no list for %s, nor a number, nor an object of another shape',
    (path) => {
      for (const wrong of [['x'], [], 7, Number.NaN, { x: 1 }, () => 'x']) {
        const paths = errorsOf(put(path, wrong)).map(([at]) => at ?? '');
        expect(paths.length).toBeGreaterThan(0);
        expect(paths.every((at) => at === path || at.startsWith(`${path}.`))).toBe(true);
      }
    },
  );

  it('takes nothing from a prototype that a client sends, and changes none', () => {
    const body: unknown = JSON.parse(
      `{"__proto__": {"channel": "office", "polluted": true}, "constructor": {"prototype": {"polluted": true}},
        "requester": {"__proto__": {"email": "evil@esempio.example"}}}`,
    );
    expect(errorsOf(body).map(([path]) => path)).toContain('requester.givenName');
    const { email: _, ...withoutEmail } = requester;
    const { channel: __, ...rest } = complete;
    const sent = JSON.stringify({ ...rest, requester: withoutEmail });
    const read = submission.parse(
      JSON.parse(sent.replace('{', '{"__proto__": {"channel": "office", "email": "evil@esempio.example"},')),
    );
    expect(read.channel).toBe('citizen');
    expect(Object.keys(read)).not.toContain('__proto__');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('keeps only the fields it knows', () => {
    const read = submission.parse({ ...complete, status: 'dispatched', requester: { ...requester, admin: true } });
    expect(Object.keys(read)).not.toContain('status');
    expect(Object.keys(read.requester)).not.toContain('admin');
  });

  it('is answered with keys of the language files only, whatever is sent', () => {
    const path = fc.constantFrom(...required.map(([one]) => one), 'preferredTime', 'channel', 'requester.email');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(path, fc.anything()).map(([at, value]) => put(at, value)),
          fc.jsonValue(),
        ),
        (body) => {
          const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
          for (const [, message] of isObject ? errorsOf(body) : []) expect(message).toMatch(/^validation\.[a-zA-Z]+$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
