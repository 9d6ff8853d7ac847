import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: ['./tests/support/engines.ts'],
    // Real servers on a shared machine: a test waits for conditions, and this is only the limit of a hung one.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more files at once would only wait for one another.
    maxWorkers: 2,
    setupFiles: ['./tests/support/unexpected-console.ts'],
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', './tests/support/plain-reporter.ts'],
  },
});
