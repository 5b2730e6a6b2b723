// How much of a tunnel's past is kept. Apart from the schemas, which the page does without.

/** One second each. */
export const RATE_SAMPLES = 60;
