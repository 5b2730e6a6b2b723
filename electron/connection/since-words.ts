// A time in the past as part of a sentence, short: "14:02" today, "20 Nov" before. Pure.

/** Both in epoch milliseconds, shown in the local time zone. */
export function sinceWords(at: number, now: number): string {
  const then = new Date(at);
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === new Date(now).toDateString()) return time;
  const month = MONTHS[then.getMonth()] ?? '';
  const year = then.getFullYear() === new Date(now).getFullYear() ? '' : ` ${String(then.getFullYear())}`;
  return `${String(then.getDate())} ${month}${year}, ${time}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function two(value: number): string {
  return String(value).padStart(2, '0');
}
