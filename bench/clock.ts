/** Milliseconds on the machine's monotonic clock, which reads the same in every process: times can be subtracted. */
export function readClock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
