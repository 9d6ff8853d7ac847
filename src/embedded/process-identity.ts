import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

// A process is known by its pid together with the moment it started: a pid alone is soon given to somebody else, and a
// stranger must never get our signals. The command line is no part of it, since a program may rewrite its own.

/**
 * When the process started, as an opaque text that no other process with the same pid can have.
 * @returns undefined when it doesn't run: also for a zombie, which only waits for a parent that may never come
 */
export function readStartTime(pid: number): string | undefined {
  return existsSync('/proc/self/stat') ? readFromProc(pid) : readFromPs(pid);
}

function readFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may itself hold spaces and parentheses: the fields that follow start after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    const ticksSinceBoot = fields[19];
    if (state === 'Z' || state === 'X' || ticksSinceBoot === undefined) return undefined;
    // Ticks count from the boot of the machine, so the boot is part of the moment.
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot} ${ticksSinceBoot}`;
  } catch {
    return undefined;
  }
}

function readFromPs(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [, state, startedAt] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout ?? '') ?? [];
  if (state === undefined || state.startsWith('Z')) return undefined;
  return startedAt;
}
