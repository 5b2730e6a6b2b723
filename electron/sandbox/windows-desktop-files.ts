// The files of the sandbox's Windows desktop: configuration of xrdp and its session manager, the accounts that exist
// in there, and the script that sets the place up. All are written anew for every start.

/** Where the desktop's own directory is seen from inside. */
const INSIDE = '/run/desktop';
/** In the range that systemd keeps for short-lived users, so no real account has it; it exists inside only. */
export const ADMINISTRATOR_UID = 61_234;

/** xrdp 0.9's spelling of an absolute path: `unix://.` and the path. */
export const XRDP_INI = `[Globals]
ini_version=1
fork=true
port=unix://.${INSIDE}/rdp.socket
security_layer=tls
certificate=${INSIDE}/cert.pem
key_file=${INSIDE}/key.pem
ssl_protocols=TLSv1.2, TLSv1.3
autorun=Xvnc
allow_channels=true
allow_multimon=true
bitmap_cache=true
bitmap_compression=true
bulk_compression=true
max_bpp=32
new_cursors=true
use_fastpath=both
[Logging]
LogFile=${INSIDE}/xrdp.log
LogLevel=INFO
EnableSyslog=false
[Channels]
rdpdr=true
rdpsnd=true
drdynvc=true
cliprdr=true
[Xvnc]
name=Xvnc
lib=libvnc.so
username=ask
password=ask
ip=127.0.0.1
port=-1
`;

/** xrdp finds its session manager's port in /etc/xrdp/sesman.ini, whatever it is told: this file lies over that one. */
export const SESMAN_INI = `[Globals]
ListenAddress=127.0.0.1
ListenPort=3350
EnableUserWindowManager=false
DefaultWindowManager=${INSIDE}/session.sh
[Security]
AllowRootLogin=false
MaxLoginRetry=4
AlwaysGroupCheck=false
[Sessions]
X11DisplayOffset=10
MaxSessions=5
KillDisconnected=false
DisconnectedTimeLimit=0
IdleTimeLimit=0
Policy=Default
[Logging]
LogFile=${INSIDE}/sesman.log
LogLevel=INFO
EnableSyslog=false
[Xvnc]
param=Xvnc
param=-bs
param=-nolisten
param=tcp
param=-localhost
param=-dpi
param=96
[Chansrv]
EnableFuseMount=false
[ChansrvLogging]
LogLevel=INFO
EnableSyslog=false
`;

export const PAM = `auth required pam_unix.so
account required pam_unix.so
session required pam_unix.so
`;

export const PASSWD = `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
Administrator:x:${ADMINISTRATOR_UID}:${ADMINISTRATOR_UID}::${INSIDE}/home:/bin/sh
`;

export const GROUP = `root:x:0:
tty:x:5:
nogroup:x:65534:
Administrator:x:${ADMINISTRATOR_UID}:
`;

/** `hash`: as crypt(3) makes it. */
export function shadowOf(hash: string): string {
  return `root:*:19000::::::\nAdministrator:${hash}:19000::::::\n`;
}

/** What is seen after signing in. The colour is what tests look for. */
export const DESKTOP_COLOUR = '#1b4f8f';

export function sessionScript(instanceName: string): string {
  return `#!/bin/sh
has() { command -v "$1" >/dev/null 2>&1; }
has xsetroot && xsetroot -solid '${DESKTOP_COLOUR}'
has xmessage && xmessage -name '${instanceName}' -title '${instanceName}' -geometry +60+60 \\
  '${instanceName} of the Sallyport sandbox: Administrator is signed in.' &
if has openbox; then exec openbox; fi
exec sleep infinity
`;
}

/**
 * Runs as the first process of namespaces of its own. What it lays over the system's files, its network, its processes
 * and its users exist in there only, and are gone with it; it goes when its standard input ends.
 */
export const BOOT_SCRIPT = `set -e
dir=$1
echo "$2" > /proc/sys/kernel/hostname
ip link set lo up
mount -t tmpfs tmpfs /run
mkdir ${INSIDE} /run/xrdp
mount --bind "$dir" ${INSIDE}
for pair in passwd:passwd shadow:shadow group:group pam:pam.d/xrdp-sesman sesman.ini:xrdp/sesman.ini; do
  mount --bind "${INSIDE}/\${pair%%:*}" "/etc/\${pair#*:}"
done
mount -t tmpfs tmpfs /tmp
chmod 1777 /tmp
cd /
xrdp-sesman --nodaemon --config ${INSIDE}/sesman.ini </dev/null >/dev/null 2>&1 &
# 0D16 is its port, 3350: a person who signs in before it listens is turned away.
until grep -qs ':0D16 ' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done
xrdp --nodaemon --config ${INSIDE}/xrdp.ini </dev/null >/dev/null 2>&1 &
until test -S ${INSIDE}/rdp.socket; do sleep 0.05; done
echo ready
read -r _ || exit 0
`;
