import { isIP } from 'node:net';
import { z } from 'zod';

/** What production must be told: with NODE_ENV=production each of these unset refuses to start. */
const required = ['PUBLIC_URL', 'DATABASE_URL', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'MAIL_FROM', 'SESSION_SECRET'] as const;

/** `address` or `Name <address>`. */
const sender = /^(?:[^<>@,\r\n]*<[^\s@<>,]+@([^\s@<>,]+)>|[^\s@<>,]+@([^\s@<>,]+))$/;

function isAddressOrRange(written: string): boolean {
  const [address = '', prefix, ...rest] = written.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (rest.length > 0) return false;
  return prefix === undefined ? bits > 0 : /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).default('postgres://127.0.0.1:5432/easycare'),
  /** Of the role that owns the tables: for the command line program alone. */
  DATABASE_OWNER_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:]+:\d+$/, 'must be host:port')
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).default('smtp://127.0.0.1:1025'),
  MAIL_FROM: z
    .string()
    .regex(sender, 'must be one address, or: Name <address>')
    .default('EasyCare <easycare@comune.example>'),
  SESSION_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .default('only-for-development-never-in-production'),
  DATA_DIR: z.string().default('.data'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** The addresses, separated by commas, of the proxies whose X-Forwarded-For is believed. */
  TRUSTED_PROXY: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((address) => address.trim())
        .filter((address) => address !== ''),
    )
    .refine((list) => list.every(isAddressOrRange), 'must be IP addresses or ranges (10.0.0.0/8), separated by commas'),
  /** Public submissions an hour from one address; with it go five a day from one telephone. 0 turns both off. */
  SUBMIT_LIMIT: z.coerce.number().int().min(0).default(30),
  /** As RFC 6750 has a bearer token; as long as a secret that nobody types can be. */
  MAIL_NOTIFICATION_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters')
    .regex(/^[A-Za-z0-9._~+/-]+=*$/, 'must consist of letters, digits and ._~+/-')
    .optional(),
  /** Exactly as the provider writes its own name, with or without a slash at its end. */
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, abort: true })
    .refine((url) => url.startsWith('https:') || isPrivateLine(url), 'must be https')
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_LABEL: z.string().max(60, 'must have at most 60 characters').optional(),
  /** As in a request's acr_values: separated by spaces, the preferred one first. */
  OIDC_STRONG_ACR: z
    .string()
    .default('')
    .transform((list) => list.split(/\s+/).filter((acr) => acr !== '')),
});

/** The four that say which provider people sign in through: all of them, or none. */
const provider = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_LABEL'] as const;

/** An OpenID provider through which people sign in. */
export type ProviderConfig = Readonly<{
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What its button says after «Entra con». */
  label: string;
  /** The classes of sign-in (`acr`) for which it asks for two factors. */
  strongAcr: readonly string[];
}>;

export type Config = Readonly<{
  production: boolean;
  port: number;
  /** Without a slash at its end. */
  publicUrl: string;
  databaseUrl: string;
  /** For migrations and administration; the same where there is one role only. */
  databaseOwnerUrl: string;
  temporal: Readonly<{ address: string; namespace: string; uiUrl: string | undefined }>;
  smtpUrl: string;
  mailFrom: string;
  /** The right half of every Message-ID: the domain that emails come from. */
  mailDomain: string;
  sessionSecret: string;
  dataDir: string;
  logLevel: z.infer<typeof schema>['LOG_LEVEL'];
  trustedProxies: readonly string[];
  submitLimit: number;
  /** What the mail server shows that brings back emails; nobody may where it is undefined. */
  mailNotificationToken: string | undefined;
  /** Nobody's where it is undefined: then people sign in with a password only. */
  provider: ProviderConfig | undefined;
}>;

/**
 * Reads and checks the environment, once, at the start of a process.
 * @throws ConfigError with one sentence a variable that is missing or wrong; a value is never repeated
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  // An empty variable, as an .env file writes it, is an unset one.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`).join('\n'));
  }
  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  if (production) {
    refuseInProduction(required.filter((name) => set[name] === undefined).map((name) => `${name} is not set.`));
    if (values.SUBMIT_LIMIT === 0) refuseInProduction(['SUBMIT_LIMIT is 0: the form would have no limit.']);
    if (!isPrivateLine(values.PUBLIC_URL ?? '')) {
      refuseInProduction(['PUBLIC_URL is not https: requests would travel open, and nobody could sign in.']);
    }
  }
  return Object.freeze({
    production,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`).replace(/\/+$/, ''),
    databaseUrl: values.DATABASE_URL,
    databaseOwnerUrl: values.DATABASE_OWNER_URL ?? values.DATABASE_URL,
    temporal: Object.freeze({
      address: values.TEMPORAL_ADDRESS,
      namespace: values.TEMPORAL_NAMESPACE,
      uiUrl: values.TEMPORAL_UI_URL,
    }),
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    mailDomain: domainOf(values.MAIL_FROM),
    sessionSecret: values.SESSION_SECRET,
    dataDir: values.DATA_DIR,
    logLevel: values.LOG_LEVEL,
    trustedProxies: Object.freeze(values.TRUSTED_PROXY),
    submitLimit: values.SUBMIT_LIMIT,
    mailNotificationToken: values.MAIL_NOTIFICATION_TOKEN,
    provider: readProvider(values),
  });
}

/** @throws ConfigError where it is configured in part */
function readProvider(values: z.infer<typeof schema>): ProviderConfig | undefined {
  const missing = provider.filter((name) => values[name] === undefined);
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_LABEL, OIDC_STRONG_ACR } = values;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET || !OIDC_LABEL) {
    if (missing.length === provider.length) return undefined;
    throw new ConfigError(missing.map((name) => `${name}: must be set with the other ones of OIDC.`).join('\n'));
  }
  return Object.freeze({
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    label: OIDC_LABEL,
    strongAcr: Object.freeze(OIDC_STRONG_ACR),
  });
}

/** For a process: an environment that is wrong ends it with the sentences that say so, and nothing else. */
export function readConfigOrExit(env: NodeJS.ProcessEnv): Config {
  try {
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

function domainOf(from: string): string {
  const [, inBrackets, plain] = sender.exec(from) ?? [];
  return inBrackets ?? plain ?? 'localhost';
}

/** HTTPS, or this machine itself, for who tries it out: browsers keep Secure cookies there, too. */
function isPrivateLine(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function refuseInProduction(sentences: string[]): void {
  if (sentences.length > 0) throw new ConfigError(`Refusing to start in production: ${sentences.join(' ')}`);
}
