import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

// The images of PostgreSQL and Temporal have theirs in compose.test.ts.

describe('the lockfile', () => {
  const installed = z.object({
    version: z.string().optional(),
    integrity: z.string().optional(),
    os: z.array(z.string()).optional(),
    cpu: z.array(z.string()).optional(),
    dev: z.boolean().default(false),
    optionalDependencies: z.record(z.string(), z.string()).default({}),
  });
  const { packages } = z
    .object({ packages: z.record(z.string(), installed) })
    .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const isAtLeast = (version: string, floor: string) => version.localeCompare(floor, 'en', { numeric: true }) >= 0;
  const placesOf = (name: string) => Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));

  /** Versions below these have known holes; what only serves development is not in the image. */
  const floors = { hono: '4.13.18', '@hono/node-server': '2.1.7', nodemailer: '10.4.1', kysely: '0.28.17' };

  test.each(Object.entries(floors))('has %s ≥ %s wherever production loads it', (name, floor) => {
    const versions = placesOf(name).flatMap(([, { version = '0.0.0', dev }]) => (dev ? [] : [version]));
    expect(versions).not.toEqual([]);
    for (const version of versions) expect(isAtLeast(version, floor), version).toBe(true);
  });

  test('and what is asked for is what stands there, not a range', () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    for (const [name, version] of Object.entries(dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  // Of what only other systems load npm knows none where its registry had them not, when the lockfile was written.
  test('has the hash of every package that the image loads', () => {
    const isLoaded = ({ dev, os, cpu }: z.infer<typeof installed>) =>
      !dev && (os ?? ['linux']).includes('linux') && ['x64', 'arm64'].some((one) => (cpu ?? [one]).includes(one));
    const loaded = Object.entries(packages).filter(([path, one]) => path !== '' && isLoaded(one));
    expect(loaded.length).toBeGreaterThan(100);
    for (const [path, { integrity }] of loaded) expect(integrity, path).toMatch(/^sha512-/);
  });

  // npm writes down only those that its registry had at that moment, and `npm ci` then refuses the whole file.
  test('names the packages of every platform', () => {
    const wanted = new Set(
      Object.values(packages).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies)),
    );
    expect(wanted.size).toBeGreaterThan(50);
    expect([...wanted].filter((name) => placesOf(name).length === 0)).toEqual([]);
  });
});
