// What sits at a machine's first serial port: a login prompt that wants a password, as on Linux; on Windows the special
// administration console, which can do nothing here but answer.
import type { PtyCommand } from '../agent/pty-process.ts';
import { shellCommand } from '../agent/machine-room.ts';
import type { Inventory } from '../company/inventory.ts';
import { loginEnvironment, type LoginRoom } from './login-room.ts';

/** The password of a machine's login user at its serial port; SSH does not take it. */
export const SERIAL_PASSWORD = 'sallyport';

/** The kernel's answer to a break and a key that means nothing. */
export const SYSRQ_HELP =
  '\r\n[ 4711.003121] sysrq: HELP : loglevel(0-9) reboot(b) crash(c) terminate-all-tasks(e) memory-full-oom-kill(f) ' +
  'kill-all-tasks(i) thaw-filesystems(j) sak(k) show-memory-usage(m) nice-all-RT-tasks(n) poweroff(o) ' +
  'show-registers(p) show-all-timers(q) unraw(r) sync(s) show-task-states(t) unmount(u) show-blocked-tasks(w)\r\n';

const LINUX = `printf '\\n%s\\nKernel on ttyS0\\nSandbox: %s signs in with the password ${SERIAL_PASSWORD}.\\n\\n' "$SYSTEM" "$USER"
while printf '%s login: ' "$HOSTNAME"; read -r name; do
  [ -n "$name" ] || continue
  stty -echo; printf 'Password: '; read -r password; stty echo; printf '\\n'
  if [ "$name" = "$USER" ] && [ "$password" = ${SERIAL_PASSWORD} ]; then "$@"; printf '\\n'
  else printf '\\nLogin incorrect\\n\\n'; fi
done`;
const WINDOWS = `printf '\\nComputer is booting, SAC started and initialized.\\n\\n'
while printf 'SAC>'; read -r line; do
  [ -z "$line" ] || printf 'The sandbox has no Windows behind this console.\\n'
done`;

export function serialProgram(
  { inventory, room }: { readonly inventory: Inventory; readonly room: LoginRoom },
  target: string,
): PtyCommand {
  const instance = inventory.find(target);
  const name = instance?.name ?? target;
  const user = instance?.ssh?.loginUser ?? 'administrator';
  const home = room.homeOf(target, name, user);
  const shell = shellCommand(null);
  return {
    file: '/bin/sh',
    args: ['-c', instance?.ssh == null ? WINDOWS : LINUX, 'login', shell.file, ...shell.args],
    cwd: home,
    env: {
      ...loginEnvironment(home, name, user),
      TERM: 'vt220',
      SYSTEM: `${instance?.agent.platformName ?? 'Linux'} ${instance?.agent.platformVersion ?? ''}`,
    },
    owner: room.owner,
  };
}
