import { describe, expect, it } from 'vitest';
import { correction } from '../../src/domain/correction.ts';
import { discard } from '../../src/domain/decision.ts';

const errorsOf = (body: unknown) =>
  correction.safeParse(body).error?.issues.map((issue) => [issue.path.join('.'), issue.message]);

describe('a correction', () => {
  it('changes only what it names', () => {
    expect(correction.parse({ version: 3 })).toEqual({ version: 3 });
    expect(correction.parse({ version: 3, requester: { telephone: '06 1234 5678' } })).toEqual({
      version: 3,
      requester: { telephone: '+390612345678' },
    });
  });

  it('takes away an address of email and a preferred time with null', () => {
    const body = { version: 1, requester: { email: null }, preferredTime: null };
    expect(correction.parse(body)).toEqual(body);
  });

  it.each([
    [{}, ['version', 'validation.required']],
    [{ version: '3' }, ['version', 'validation.required']],
    [{ version: 1.5 }, ['version', 'validation.required']],
    [{ version: 1, requester: { givenName: null } }, ['requester.givenName', 'validation.required']],
    [{ version: 1, requester: { givenName: '' } }, ['requester.givenName', 'validation.required']],
    [{ version: 1, requester: { email: 'a@b.it,c@d.it' } }, ['requester.email', 'validation.email']],
    [{ version: 1, preferredTime: { date: '2026-02-31', part: 'morning' } }, ['preferredTime.date', 'validation.date']],
    [{ version: 1, requirements: { skills: ['Guida!'] } }, ['requirements.skills.0', 'validation.choose']],
  ])('%j is refused at its field', (body, error) => {
    expect(errorsOf(body)).toEqual([error]);
  });
});

describe('a discard', () => {
  it('has a reason, and a note only where there is something to note', () => {
    expect(discard.parse({ reason: 'other', note: ' già risolto ' })).toEqual({ reason: 'other', note: 'già risolto' });
    expect(discard.parse({ reason: 'duplicate' })).toEqual({ reason: 'duplicate' });
  });

  it.each([
    [{}, 'validation.choose'],
    [{ reason: 'boredom' }, 'validation.choose'],
    [{ reason: ['other'] }, 'validation.choose'],
    [{ reason: 'other', note: 'a'.repeat(501) }, 'validation.tooLong'],
    [{ reason: 'other', note: 'a\0b' }, 'validation.characters'],
  ])('%j is refused', (body, message) => {
    expect(discard.safeParse(body).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});
