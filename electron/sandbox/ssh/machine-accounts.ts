// The accounts a machine has, shown to programs of this computer by nss_wrapper: its login user is whoever runs the
// sandbox's guests, and nobody else is there.
import path from 'node:path';
import type { LoginRoom } from './login-room.ts';

export interface AccountsWish {
  readonly room: LoginRoom;
  /** Where the files go; made by the caller. */
  readonly dir: string;
  readonly loginUser: string;
  readonly home: string;
}

/** Environment with which a program sees the machine's accounts; empty without nss_wrapper. */
export function machineAccounts(
  { room, dir, loginUser, home }: AccountsWish,
  nssWrapper: string | null,
): Readonly<Record<string, string>> {
  if (nssWrapper === null) return {};
  const uid = room.owner?.uid ?? process.getuid?.() ?? 0;
  const gid = room.owner?.gid ?? process.getgid?.() ?? 0;
  const [passwd, group] = [path.join(dir, 'passwd'), path.join(dir, 'group')];
  room.write(passwd, `${loginUser}:x:${uid}:${gid}::${home}:/bin/bash\n`);
  // A terminal is the person's own already; with another group for it sshd would try to change that, and may not.
  room.write(group, `${loginUser}:x:${gid}:\ntty:x:${gid}:\n`);
  return { LD_PRELOAD: nssWrapper, NSS_WRAPPER_PASSWD: passwd, NSS_WRAPPER_GROUP: group };
}
