/** The twin's own task queue, so that neither worker takes the other's work. */
export const twinQueue = 'easycare-twin';
