// Which things fit what was typed, best first: whole start, then word start, then anywhere, then letters in order.

const NO_FIT = -1;

/** Higher is better, NO_FIT when a letter is missing. Every word of the query must fit. */
function score(text: string, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const haystack = text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const one = scoreWord(haystack, word);
    if (one === NO_FIT) return NO_FIT;
    sum += one;
  }
  return sum;
}

function scoreWord(haystack: string, word: string): number {
  const at = haystack.indexOf(word);
  if (at === 0) return 100;
  if (at > 0) {
    const wordStart = /[\s\-_./:=]/.test(haystack[at - 1] ?? '') || haystack.includes(` ${word}`);
    return wordStart ? 80 : 60;
  }
  // Letters in order only for short texts: in a long one almost anything fits.
  if (haystack.length > 60) return NO_FIT;
  let from = 0;
  for (const letter of word) {
    const found = haystack.indexOf(letter, from);
    if (found === -1) return NO_FIT;
    from = found + 1;
  }
  return 20;
}

/** Stable: equal scores keep their order. An empty query keeps everything as it is. */
export function rank<T>(things: readonly T[], query: string, text: (thing: T) => string): readonly T[] {
  if (query.trim() === '') return things;
  return things
    .map((thing) => ({ thing, points: score(text(thing), query) }))
    .filter(({ points }) => points !== NO_FIT)
    .sort((a, b) => b.points - a.points)
    .map(({ thing }) => thing);
}
