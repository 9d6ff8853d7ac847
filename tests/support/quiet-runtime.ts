import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Temporal's own lines stay out of the tests' output: many a test makes it warn on purpose. Once a process. */
export function installQuietRuntime(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
}
