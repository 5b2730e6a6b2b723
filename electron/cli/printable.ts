// Names, tags and error texts come from AWS and may hold anything: on a terminal they must not be able to move the
// cursor, change colours or ring.

/** C0, DEL, C1 and the characters that turn the reading direction around become `?`. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?');
}
