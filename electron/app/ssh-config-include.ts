// The one line that Sallyport has in ~/.ssh/config: put at the top, taken out again, everything else byte for byte as it
// was. Pure; text is latin1, one letter a byte, because such a file may have any encoding.

/** Relative to ~/.ssh, as OpenSSH reads it there. */
const INCLUDE_LINE = 'Include sallyport/config';
/** How somebody may have rewritten it by hand. */
const OURS =
  /^[ \t]*include(?:[ \t]+|[ \t]*=[ \t]*)("?)(?:~\/\.ssh\/)?sallyport\/config\1[ \t]*\r?(?:\n|$)/gim;
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

export function hasInclude(text: string): boolean {
  return [...text.matchAll(OURS)].length > 0;
}

/** Above everything: options of the first match win, and below a Host line it would belong to that host alone. */
export function addInclude(text: string): string {
  if (hasInclude(text)) return text;
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const lineEnd = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  return `${mark}${INCLUDE_LINE}${lineEnd}${text.slice(mark.length)}`;
}

export function removeInclude(text: string): string {
  return text.replace(OURS, '');
}
