// Who may import whom: `npm run check:imports`. The rules are those of CONTRIBUTING.md, which says why.

const ours = '^(src|workflows|activities|web|bench|tests)/';
/** The processes: they alone read the configuration, open connections and hand them on. */
const roots = '^src/(web|worker|cli|start)\\.ts$';
/** Tests and benchmarks build what they try, so the rules about who constructs are not for them. */
const tryouts = '^(tests|bench)/';
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
/** A type leaves no trace in the program that runs. */
const evenAsType = {};
const exceptTypes = { dependencyTypesNot: ['type-only'] };

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid(
      'domain-imports-nothing-of-ours',
      'src/domain is pure: rules and types that everything else stands on.',
      { path: '^src/domain/' },
      { path: ours, pathNot: '^src/domain/', ...evenAsType },
    ),
    forbid(
      'domain-does-no-io',
      'src/domain is pure: no files, no network, no clock of the machine.',
      { path: '^src/domain/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'workflows-are-deterministic',
      "A workflow is replayed: it sees Temporal's workflow package, the domain and its own files.",
      { path: '^workflows/' },
      { pathNot: ['^workflows/', '^src/domain/', '^activities/', npm('@temporalio/workflow')], ...evenAsType },
    ),
    forbid(
      'workflows-see-only-types-of-activities',
      'An activity runs elsewhere: importing its code would bundle the database into the workflow.',
      { path: '^workflows/' },
      { path: '^activities/', ...exceptTypes },
    ),
    forbid(
      'activities-are-given-what-they-need',
      'Database, mailer and links come through createActivities(deps).',
      { path: '^activities/' },
      {
        path: '^(web|bench)/|^src/(config|log|temporal|sign-in|readiness)\\.ts$|^src/(requests|embedded|demo|sign-in)/',
        ...exceptTypes,
      },
    ),
    forbid(
      'web-is-given-what-it-needs',
      'web calls src/db and Temporal through what createApp(deps) is given: no driver, no transport, no client.',
      { path: '^web/' },
      { path: npm('kysely', 'pg', 'nodemailer', '@temporalio/.*'), ...evenAsType },
    ),
    forbid(
      'web-knows-no-workers',
      'Pages speak to workflows through src/requests, which commits the row first.',
      { path: '^web/' },
      { path: '^(workflows|activities|bench)/|^src/(embedded|demo)/|^src/mail/smtp-', ...evenAsType },
    ),
    forbid(
      'sql-stays-in-src-db',
      'Queries are functions of src/db; row types never leave it. Libraries get their pool from src/db/database.ts.',
      { pathNot: ['^src/db/', tryouts] },
      { path: npm('pg', 'kysely', 'rate-limiter-flexible'), ...evenAsType },
    ),
    forbid(
      'smtp-stays-in-src-mail',
      'One email to one recipient is checked in one place.',
      { pathNot: ['^src/mail/', tryouts] },
      { path: npm('nodemailer'), ...evenAsType },
    ),
    forbid(
      'temporal-client-stays-in-src-temporal',
      'src/temporal.ts turns its errors into domain errors.',
      { pathNot: ['^src/temporal\\.ts$', tryouts] },
      { path: npm('@temporalio/client'), ...evenAsType },
    ),
    forbid(
      'temporal-worker-stays-in-src-worker',
      "The native library is the worker's alone; an interceptor may name its types.",
      { pathNot: ['^src/worker\\.ts$', tryouts] },
      { path: npm('@temporalio/worker', '@temporalio/testing'), ...exceptTypes },
    ),
    forbid(
      'only-composition-roots-construct',
      'Connections, pools, logs and the configuration are made by the processes and handed on.',
      { path: ours, pathNot: [roots, tryouts, '^src/db/'] },
      {
        path: '^src/(config|log|temporal)\\.ts$|^src/mail/smtp-mailer\\.ts$|^src/db/(database|bulk|monitor-lock|submission-limit|changes)\\.ts$|^(web/app|activities/index)\\.tsx?$',
        ...exceptTypes,
      },
    ),
    forbid(
      'sign-in-stays-in-src-sign-in',
      'Pages know SignIn, not the libraries behind it.',
      { pathNot: ['^src/sign-in/', tryouts] },
      { path: npm('better-auth', 'openid-client', '@node-rs/argon2'), ...evenAsType },
    ),
    forbid(
      'nobody-imports-a-process',
      'A process starts when it is imported.',
      { path: ours },
      { path: roots, ...evenAsType },
    ),
    forbid(
      'the-one-machine-default-is-for-start',
      'Nothing embedded runs in production.',
      { path: ours, pathNot: ['^src/start\\.ts$', '^src/embedded/', tryouts] },
      { path: '^src/embedded/', ...evenAsType },
    ),
    forbid(
      'nobody-imports-tests',
      'Tests stand on the product, never under it.',
      { path: ours, pathNot: '^tests/' },
      { path: '^tests/' },
    ),
    forbid(
      'no-cycles',
      'What imports each other is one thing in several files. Types may refer to each other.',
      { path: ours },
      { circular: true, viaOnly: exceptTypes },
    ),
    forbid(
      'production-needs-no-dev-dependencies',
      'The image has none of them. `npm run build` makes what web/asset-files.ts makes from source.',
      {
        path: '^(src|workflows|activities|web)/',
        pathNot: ['^src/start\\.ts$', '^src/embedded/', '^web/(asset-files|cut-bootstrap-italia)\\.ts$'],
      },
      { dependencyTypes: ['npm-dev'], ...exceptTypes },
    ),
    forbid(
      'no-undeclared-packages',
      'What is imported stands in package.json.',
      { path: ours },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid('no-unresolvable', 'What is imported exists.', { path: ours }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
