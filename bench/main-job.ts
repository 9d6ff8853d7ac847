import { measureHistory } from './history.ts';
import { measureLatency } from './latency.ts';
import { describeMachine } from './machine.ts';
import { measureMemory } from './memory.ts';
import { type Figure, printTable, writeResults } from './report.ts';
import { measureRestart } from './restart.ts';
import { openStage } from './stage.ts';
import { measureSubmit } from './submit.ts';
import { measureThroughput } from './throughput.ts';

// `npm run bench`: the figures of the main job. `npm run bench -- throughput latency` measures these groups alone and
// only prints them; a whole run also writes bench/results/main-job.json.

const groups: Record<string, () => Promise<Figure[]>> = {
  throughput: measureThroughput,
  latency: measureLatency,
  history: measureHistory,
  submit: measureSubmit,
  memory: measureMemory,
  restart: measureRestart,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in groups));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}; there are: ${Object.keys(groups).join(', ')}.`);
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const figures: Figure[] = [];
for (const [name, measure] of Object.entries(groups)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`Measuring ${name}…`);
  const measured = await measure();
  printTable(measured);
  figures.push(...measured);
}
if (figures.length > 0) console.log('\nAll figures:');
printTable(figures);

if (asked.length === 0) {
  const stage = await openStage();
  writeResults('main-job', await describeMachine(stage), figures);
  await stage.close();
}
process.exit(figures.some(({ holds }) => holds === false) ? 1 : 0);
