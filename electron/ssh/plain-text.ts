// Words of the far side inside our own: no control characters, no escape sequences, bounded. Pure.

const MAX_CHARACTERS = 300;

/** One line. Control characters become spaces. */
export function plainLine(text: string, maxCharacters = MAX_CHARACTERS): string {
  const line = text
    .slice(0, maxCharacters * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters)}…` : line;
}

/** Several lines, without empty ones at the ends. */
export function plainLines(text: string, maxLines = 40): string {
  const lines = text.slice(0, maxLines * MAX_CHARACTERS).split(/\r?\n/);
  return lines
    .slice(0, maxLines)
    .map((line) => plainLine(line))
    .join('\n')
    .trim();
}
