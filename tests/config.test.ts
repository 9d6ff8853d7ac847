import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://aiuto.comune.example/',
  DATABASE_URL: 'postgres://easycare:segreto@db:5432/easycare',
  TEMPORAL_ADDRESS: 'temporal:7233',
  SMTP_URL: 'smtps://posta.comune.example:465',
  MAIL_FROM: 'Comune di Esempio <aiuto@comune.example>',
  SESSION_SECRET: 'una-frase-segreta-di-almeno-32-caratteri',
};
const oidc = {
  OIDC_ISSUER: 'https://accesso.comune.example/realm/',
  OIDC_CLIENT_ID: 'easycare',
  OIDC_CLIENT_SECRET: 'segretissimo',
  OIDC_LABEL: 'SPID o CIE',
};
const required = ['PUBLIC_URL', 'DATABASE_URL', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'MAIL_FROM', 'SESSION_SECRET'];

function refusalOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    if (error instanceof ConfigError) return error.message;
  }
  return 'not refused';
}

describe('the configuration', () => {
  it('has a default for everything outside production', () => {
    expect(readConfig({})).toEqual({
      production: false,
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      databaseUrl: 'postgres://127.0.0.1:5432/easycare',
      databaseOwnerUrl: 'postgres://127.0.0.1:5432/easycare',
      temporal: { address: '127.0.0.1:7233', namespace: 'default', uiUrl: undefined },
      smtpUrl: 'smtp://127.0.0.1:1025',
      mailFrom: 'EasyCare <easycare@comune.example>',
      mailDomain: 'comune.example',
      sessionSecret: expect.stringMatching(/.{32,}/),
      dataDir: '.data',
      logLevel: 'info',
      trustedProxies: [],
      submitLimit: 30,
      mailNotificationToken: undefined,
      provider: undefined,
    });
  });

  it('follows the port where the public address is not set', () => {
    expect(readConfig({ PORT: '3100' }).publicUrl).toBe('http://127.0.0.1:3100');
  });

  it('takes an empty variable for an unset one', () => {
    expect(readConfig({ PORT: '', SMTP_URL: '', SUBMIT_LIMIT: '', PUBLIC_URL: '' })).toEqual(readConfig({}));
  });

  it('reads what is set', () => {
    const config = readConfig({
      ...production,
      PORT: '8080',
      TEMPORAL_NAMESPACE: 'aiuto',
      TEMPORAL_UI_URL: 'https://temporal.comune.example',
      LOG_LEVEL: 'warn',
      TRUSTED_PROXY: ' 10.0.0.1, 10.0.0.2 ,',
      SUBMIT_LIMIT: '7',
      DATA_DIR: '/srv/easycare',
    });
    expect(config).toMatchObject({
      production: true,
      port: 8080,
      publicUrl: 'https://aiuto.comune.example',
      temporal: { address: 'temporal:7233', namespace: 'aiuto', uiUrl: 'https://temporal.comune.example' },
      logLevel: 'warn',
      trustedProxies: ['10.0.0.1', '10.0.0.2'],
      submitLimit: 7,
      dataDir: '/srv/easycare',
    });
  });

  it('takes the domain of Message-IDs from the sender, in both its forms', () => {
    expect(readConfig({ MAIL_FROM: 'aiuto@uno.example' }).mailDomain).toBe('uno.example');
    expect(readConfig({ MAIL_FROM: 'Comune <aiuto@due.example>' }).mailDomain).toBe('due.example');
  });

  it('can be changed by nobody', () => {
    const config = readConfig({ TRUSTED_PROXY: '10.0.0.1' });
    expect(Object.isFrozen(config) && Object.isFrozen(config.temporal) && Object.isFrozen(config.trustedProxies)).toBe(
      true,
    );
  });

  it('reads the OpenID provider, whose address stays as it is written', () => {
    expect(readConfig({ ...production, ...oidc }).provider).toEqual({
      issuer: 'https://accesso.comune.example/realm/',
      clientId: 'easycare',
      clientSecret: 'segretissimo',
      label: 'SPID o CIE',
      strongAcr: [],
    });
    const strong = ' https://www.spid.gov.it/SpidL2  urn:mfa ';
    expect(readConfig({ ...oidc, OIDC_STRONG_ACR: strong }).provider?.strongAcr).toEqual([
      'https://www.spid.gov.it/SpidL2',
      'urn:mfa',
    ]);
  });

  it.each(Object.keys(oidc))('refuses the OpenID provider without %s', (name) => {
    const refusal = refusalOf({ ...oidc, [name]: '' });
    expect(refusal).toBe(`${name}: must be set with the other ones of OIDC.`);
  });

  it('lets SUBMIT_LIMIT be 0 outside production', () => {
    expect(readConfig({ SUBMIT_LIMIT: '0' }).submitLimit).toBe(0);
  });
});

describe('production', () => {
  it.each(required)('refuses to start without %s, in one sentence that names it', (name) => {
    expect(refusalOf({ ...production, [name]: undefined })).toBe(
      `Refusing to start in production: ${name} is not set.`,
    );
    expect(refusalOf({ ...production, [name]: '' })).toBe(`Refusing to start in production: ${name} is not set.`);
  });

  it('names all that is missing at once', () => {
    const refusal = refusalOf({ NODE_ENV: 'production' });
    for (const name of required) expect(refusal).toContain(`${name} is not set.`);
  });

  it('refuses a form without a limit', () => {
    expect(refusalOf({ ...production, SUBMIT_LIMIT: '0' })).toContain('SUBMIT_LIMIT is 0');
  });

  it('refuses to carry requests in the open, but on this machine', () => {
    for (const host of ['aiuto.comune.example', 'localhost.example', '127.0.0.1.example', '10.0.0.1']) {
      expect(refusalOf({ ...production, PUBLIC_URL: `http://${host}` })).toContain('PUBLIC_URL is not https');
    }
    expect(readConfig({ ...production, PUBLIC_URL: 'http://localhost:3000' }).production).toBe(true);
  });
});

describe('a wrong variable', () => {
  const canary = 'canarino';
  it.each([
    ['PORT', `${canary}`],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PUBLIC_URL', `ftp://${canary}.example`],
    ['PUBLIC_URL', canary],
    ['DATABASE_URL', `mysql://root:${canary}@db/easycare`],
    ['TEMPORAL_ADDRESS', canary],
    ['TEMPORAL_ADDRESS', `http://${canary}:7233/`],
    ['SMTP_URL', `http://utente:${canary}@posta.example`],
    ['MAIL_FROM', `a@b.example, ${canary}@c.example`],
    ['MAIL_FROM', canary],
    ['SESSION_SECRET', canary],
    ['LOG_LEVEL', canary],
    ['SUBMIT_LIMIT', `-1`],
    ['SUBMIT_LIMIT', canary],
    ['MAIL_NOTIFICATION_TOKEN', canary],
    ['TEMPORAL_UI_URL', `javascript:${canary}`],
    ['OIDC_ISSUER', `http://${canary}.example`],
    ['OIDC_ISSUER', canary],
    ['OIDC_LABEL', canary.repeat(8)],
  ])('%s=%s is named and its value is not repeated', (name, value) => {
    for (const env of [{ [name]: value }, { ...production, [name]: value }]) {
      const refusal = refusalOf(env);
      expect(refusal).toMatch(new RegExp(`^${name}: .+\\.$`));
      expect(refusal).not.toContain(canary);
    }
  });

  it('is told together with the others, one line each', () => {
    const lines = refusalOf({ PORT: 'x', SMTP_URL: 'y', SESSION_SECRET: 'z' }).split('\n');
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(['PORT', 'SESSION_SECRET', 'SMTP_URL']);
  });
});
