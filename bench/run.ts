// `npm run bench`: the main job; `npm run bench -- matching`: choosing among a million. Each takes names of groups.

if (process.argv[2] === 'matching') await import('./matching.ts');
else await import('./main-job.ts');
