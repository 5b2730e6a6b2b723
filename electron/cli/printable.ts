// Names, tags and error texts come from AWS and may hold anything: on a terminal they must not be able to move the
// cursor, change colours or ring.

/** Control characters and those that turn the reading direction around become `?`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '?');
}
