import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (USER_HZ), whatever the kernel's own tick is. */
const tickMs = 10;

/** Named process trees, each by the pid of its root. */
export type Trees = Record<string, number>;

/**
 * The processor time that each tree has used so far, in milliseconds, all its processes together: tells where
 * the time goes even on a busy machine. Empty where there is no /proc.
 */
export function readCpuTimes(trees: Trees): Record<string, number> {
  const processes = listProcesses();
  return Object.fromEntries(
    Object.entries(trees).flatMap(([name, rootPid]) => {
      const tree = collectTree(processes, rootPid);
      return tree.length === 0 ? [] : [[name, tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0)]];
    }),
  );
}

/** The processor time a request, from two readings. */
export function spentPerRequest(
  before: Record<string, number>,
  after: Record<string, number>,
  requests: number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / requests]));
}

type Process = { pid: number; parent: number; cpuMs: number };

function listProcesses(): Process[] {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      // The second field, a name in brackets, may hold spaces; after it come state, parent, … and as 12th and 13th
      // the user's and the system's time, then those of children that ended (proc_pid_stat(5)).
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [own = 0, system = 0, ended = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
      // What this process started it counts by name.
      const ticks = own + system + (Number(name) === process.pid ? 0 : ended + endedSystem);
      return [{ pid: Number(name), parent: Number(fields[1]), cpuMs: ticks * tickMs }];
    } catch {
      return [];
    }
  });
}

function collectTree(processes: readonly Process[], rootPid: number): Process[] {
  const root = processes.find(({ pid }) => pid === rootPid);
  if (root === undefined) return [];
  const children = processes.filter(({ parent, pid }) => parent === rootPid && pid !== process.pid);
  // This process is the parent of most: it is counted by itself, without them.
  return rootPid === process.pid ? [root] : [root, ...children.flatMap(({ pid }) => collectTree(processes, pid))];
}
