import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type ChildProgram, keepRunning, runToEnd } from '../../src/embedded/children.ts';
import { addDemoData as addDemoDataTo, type DemoOperator } from '../../src/embedded/demo-data.ts';
import { findRecorded, stopRecorded } from '../../src/embedded/process-records.ts';

let root: string;
let said: string[];
let stopping: AbortController;

beforeEach(() => {
  root = mkdtempSync(join(inject('runDir'), 'children-'));
  mkdirSync(join(root, 'src'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  said = [];
  stopping = new AbortController();
});

afterEach(async () => {
  stopping.abort();
  await stopRecorded(root);
  rmSync(root, { recursive: true, force: true });
});

function writeProgram(source: string, env: NodeJS.ProcessEnv = {}): ChildProgram {
  writeFileSync(join(root, 'src', 'program.ts'), source);
  return {
    name: 'web',
    entry: 'src/program.ts',
    env: { ...process.env, ...env },
    dataDir: root,
    root,
    log: (line) => said.push(line),
    signal: stopping.signal,
  };
}

const readLog = () => readFileSync(join(root, 'logs', 'web.log'), 'utf8');

describe('a program that is kept running', () => {
  test('is started again when it dies, and says its warnings in the terminal', async () => {
    const lives = join(root, 'lives');
    appendFileSync(lives, '');
    const kept = keepRunning(
      writeProgram(`
        import { appendFileSync, readFileSync } from 'node:fs';
        appendFileSync(${JSON.stringify(lives)}, '.');
        const life: number = readFileSync(${JSON.stringify(lives)}).length;
        console.log(JSON.stringify({ level: 30, msg: 'quiet ' + life }));
        console.log(JSON.stringify({ level: 50, msg: 'loud ' + life }));
        if (life === 1) throw new RangeError('too young');
        else setInterval(() => {}, 1000);`),
    );
    await expect.poll(() => said, { timeout: 20_000 }).toContain('[web] loud 2');
    expect(said[0]).toBe('[web] loud 1');
    expect(said[1]).toMatch(/^Il processo web si è fermato \(codice 1: RangeError: too young\): lo riavvio\. /);
    expect(said).toHaveLength(3);
    // The two lines go different ways: what is said may be heard before the other is written.
    await expect.poll(readLog).toMatch(/quiet 1[\s\S]*quiet 2/);

    stopping.abort();
    await stopRecorded(root);
    await kept;
    expect(findRecorded(root)).toEqual([]);
    expect(said).toHaveLength(3);
  });
});

describe('a program that runs to its end', () => {
  test('gives what it printed', async () => {
    expect(await runToEnd(writeProgram("console.log('done')"))).toBe('done');
  });

  test('that fails says why', async () => {
    const running = runToEnd(writeProgram("console.error('DATABASE_URL is not set.'); process.exitCode = 1"));
    await expect(running).rejects.toThrow(/DATABASE_URL is not set\./);
  });
});

describe('demo data', () => {
  // Like the real one: it knows the password only of an operator that it has just made.
  const demo = `
    import { existsSync, writeFileSync } from 'node:fs';
    const there = existsSync('operator');
    if (!there) writeFileSync('operator', '');
    const password = there ? null : process.env['DEMO_OPERATOR_PASSWORD'];
    console.log('some progress');
    console.log(JSON.stringify({ operator: { email: 'operatore@comune.example', password } }));`;

  const addDemoData = (program: ChildProgram): Promise<DemoOperator> => addDemoDataTo(program, { ownDatabase: false });

  test('once is enough for a database that lives and dies with the data folder', async () => {
    const first = await addDemoDataTo(writeProgram(demo), { ownDatabase: true });
    const broken = writeProgram("throw new Error('not needed')");
    expect(await addDemoDataTo(broken, { ownDatabase: true })).toEqual(first);
  });

  test('the password made up at first is shown at every start', async () => {
    const first = await addDemoData(writeProgram(demo, { DEMO_OPERATOR_PASSWORD: undefined }));
    expect(first).toEqual({
      email: 'operatore@comune.example',
      password: expect.stringMatching(/^\w{5}-\w{5}-\w{5}$/),
    });
    const second = await addDemoData(writeProgram(demo, { DEMO_OPERATOR_PASSWORD: undefined }));
    expect(second).toEqual(first);
    const third = await addDemoData(writeProgram(demo, { DEMO_OPERATOR_PASSWORD: 'chosen-too-late' }));
    expect(third).toEqual(first);
  });

  test('a first start that was interrupted does not lose the password', async () => {
    const interrupted = `${demo}
      process.exitCode = 1;`;
    await expect(addDemoData(writeProgram(interrupted, { DEMO_OPERATOR_PASSWORD: undefined }))).rejects.toThrow();
    const operator = await addDemoData(writeProgram(demo, { DEMO_OPERATOR_PASSWORD: undefined }));
    expect(operator.password).toMatch(/^\w{5}-\w{5}-\w{5}$/);
  });

  test('a password that somebody else chose stays unknown, and none is invented', async () => {
    writeFileSync(join(root, 'operator'), '');
    for (const start of [1, 2]) {
      const operator = await addDemoData(writeProgram(demo, { DEMO_OPERATOR_PASSWORD: undefined }));
      expect([start, operator.password]).toEqual([start, undefined]);
    }
  });

  test('a password chosen from the start is the one', async () => {
    const operator = await addDemoData(writeProgram(demo, { DEMO_OPERATOR_PASSWORD: 'scelta-da-me' }));
    expect(operator.password).toBe('scelta-da-me');
  });
});
