// Words from elsewhere (main, AWS, the far side) as a whole sentence of their own, to stand beside ours.

/** With a capital and a full stop; what ends in a mark already keeps it. Names stay as they are written. */
export function sentence(text: string): string {
  const words = text.trim();
  const whole = words.slice(0, 1).toUpperCase() + words.slice(1);
  return whole === '' || /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
