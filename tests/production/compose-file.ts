import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const condition = z.object({ condition: z.string() });

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  restart: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  command: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), condition).default({}),
  healthcheck: z
    .object({ test: z.array(z.string()), disable: z.boolean() })
    .partial()
    .default({}),
  stop_grace_period: z.string().optional(),
  init: z.boolean().default(false),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
});
export type Service = z.infer<typeof service>;

const composeFile = z.object({
  services: z.record(z.string(), service),
  configs: z.record(z.string(), z.object({ content: z.string() })),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) }).loose()),
  volumes: z.record(z.string(), z.unknown()),
});

export const composeText = readFileSync('docker-compose.yml', 'utf8');
export const compose = composeFile.parse(parse(composeText, { merge: true }));

export function serviceOf(name: string): Service {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service «${name}»`);
  return found;
}

/** `${NAME:?sentence}`, `${NAME:-default}`, as Compose reads them. */
const variable = /\$\{([A-Z_]+)(?::([?-])([^}]*))?\}/g;

/** Every variable that the file takes from its environment, with what stands for one that isn't set. */
export const variables = [...composeText.matchAll(variable)].map(([, name = '', operator, rest = '']) => ({
  name,
  required: operator === '?',
  rest,
}));

/** The environment of a service as Compose would make it from these variables. */
export function environmentOf(name: string, given: Record<string, string>): Record<string, string> {
  const fill = (value: string) =>
    value.replace(
      variable,
      (_, key: string, operator?: string, rest = '') => given[key] || (operator === '-' ? rest : ''),
    );
  return Object.fromEntries(Object.entries(serviceOf(name).environment).map(([key, value]) => [key, fill(value)]));
}
