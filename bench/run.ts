// `npm run bench`: the main job; `npm run bench -- matching`: choosing among a million. Each takes names of groups.
// `npm run bench -- isolation`: what it costs that PostgreSQL keeps the Comuni apart.

if (process.argv[2] === 'matching') await import('./matching.ts');
else if (process.argv[2] === 'isolation') await import('./isolation.ts');
else await import('./main-job.ts');
