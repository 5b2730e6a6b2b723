// Programs that only compute, beside others that have deadlines: they get what those leave of the processors.

/**
 * `nice` decides within a session. Between sessions, and `run` makes one a program, Linux may go by that of the whole
 * session (autogroup, sched(7)); to set it is refused twice within a tenth of a second.
 */
const LOWER_AND_RUN = `
if [ -w /proc/self/autogroup ]; then
  for attempt in 1 2 3 4 5; do { echo 19 > /proc/self/autogroup; } 2>/dev/null && break; sleep 0.2; done
fi
exec nice -n 19 "$@"`;

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {{ command: string, args: readonly string[] }} the same, in the background where the system has such a thing
 */
export function inBackground(command, args) {
  if (process.platform === 'win32') return { command, args };
  return { command: '/bin/sh', args: ['-c', LOWER_AND_RUN, 'sh', command, ...args] };
}
