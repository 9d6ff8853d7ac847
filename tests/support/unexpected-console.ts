import { afterEach, expect } from 'vitest';

// What nobody expected on the console is a defect: a warning of a library, a promise nobody awaited.
const unexpected: unknown[][] = [];

for (const method of ['error', 'warn'] as const) {
  const print = console[method].bind(console);
  console[method] = (...line: unknown[]) => {
    unexpected.push(line);
    print(...line);
  };
}

afterEach(() => {
  expect(unexpected.splice(0), 'unexpected output on the console').toEqual([]);
});
