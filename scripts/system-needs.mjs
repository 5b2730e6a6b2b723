// What this project needs from the operating system, and why. Installed by system-packages.mjs.

/** @typedef {'electron' | 'display' | 'tests' | 'ssh' | 'desktop' | 'pictures'} SystemGroup */

/**
 * @typedef {object} SystemNeed
 * @property {SystemGroup} group
 * @property {string} [library] its soname
 * @property {string} [command]
 * @property {readonly string[]} packages Debian's name, then Ubuntu's where it differs
 * @property {string} reason
 */

/** @type {readonly SystemNeed[]} */
export const NEEDS = [
  lib(
    'libgtk-3.so.0',
    ['libgtk-3-0', 'libgtk-3-0t64'],
    'Electron: windows, dialogs, menus (brings cairo, pango, atk)',
  ),
  lib('libnss3.so', ['libnss3'], "Electron: Chromium's certificate store"),
  lib('libasound.so.2', ['libasound2', 'libasound2t64'], 'Electron: Chromium links to ALSA'),
  lib('libgbm.so.1', ['libgbm1'], 'Electron: GPU buffers'),
  lib('libXss.so.1', ['libxss1'], 'Electron: idle time of the screen'),
  lib('libnotify.so.4', ['libnotify4'], 'Electron: desktop notifications'),
  lib('libXtst.so.6', ['libxtst6'], 'Electron: input events'),
  lib('libcups.so.2', ['libcups2', 'libcups2t64'], 'Electron: Chromium links to the print system'),
  command('display', 'Xvfb', ['xvfb'], 'a virtual X display where there is none'),
  command('display', 'xauth', ['xauth'], 'the key of that display, so that only we may use it'),
  command('display', 'dbus-daemon', ['dbus-x11'], 'a session bus for notifications, tray and keyring'),
  command(
    'display',
    'openbox',
    ['openbox'],
    'a window manager: focus, resize and full screen behave as for a user',
  ),
  command(
    'tests',
    'ssh-keygen',
    ['openssh-client'],
    'real SSH clients, with which routes and sandbox are tested, and key files as people have them',
  ),
  command('tests', 'curl', ['curl'], 'a client of tunnels that is not ours'),
  command('tests', 'aws', ['awscli'], "the sandbox is tested with AWS's own command line client"),
  command('tests', 'lsof', ['lsof'], 'what it prints is how the holder of a port is found on macOS'),
  command('tests', 'openssl', ['openssl'], "the judge of the certificates of the sandbox's endpoints"),
  command('tests', 'rsync', ['rsync'], 'the client of large transfers in tests'),
  command(
    'tests',
    'ansible',
    ['ansible-core'],
    'a client of many short connections that share one, as people run it',
  ),
  command('ssh', 'sshd', ['openssh-server'], "the SSH servers of the sandbox's Linux machines"),
  {
    group: 'ssh',
    library: 'libnss_wrapper.so',
    packages: ['libnss-wrapper'],
    reason: "shows those servers the machines' users, which this system does not have",
  },
  command('desktop', 'xrdp', ['xrdp'], "the sandbox's Windows desktop: a real RDP server"),
  command('desktop', 'Xvnc', ['tigervnc-standalone-server'], 'the X session behind that RDP server'),
  command(
    'desktop',
    'xfreerdp',
    ['freerdp2-x11', 'freerdp3-x11'],
    'a real RDP client, opened by tests and demo',
  ),
  command('desktop', 'ip', ['iproute2'], 'the network of its own in which that desktop runs'),
  command('desktop', 'openssl', ['openssl'], 'the certificate and the account of that desktop'),
  command('desktop', 'xsetroot', ['x11-xserver-utils'], 'the colour of that desktop, by which tests know it'),
  command(
    'desktop',
    'xmessage',
    ['x11-utils'],
    'the window on that desktop; xwininfo to find the client by its title',
  ),
  command(
    'desktop',
    'gnome-keyring-daemon',
    ['gnome-keyring'],
    'a real keychain, in which a test keeps a password',
  ),
  command('pictures', 'xfce4-panel', ['xfce4-panel'], 'a panel with a tray, for pictures of the tray'),
  command('pictures', 'xdotool', ['xdotool'], 'the click that opens its menu'),
  command(
    'tests',
    'xdotool',
    ['xdotool'],
    'the pointer of the display, for drags from one program to another',
  ),
  command('desktop', 'import', ['imagemagick'], 'pictures of the screen with the desktop on it'),
];

/**
 * @param {string} library
 * @param {readonly string[]} packages
 * @param {string} reason
 * @returns {SystemNeed}
 */
function lib(library, packages, reason) {
  return { group: 'electron', library, packages, reason };
}

/**
 * @param {SystemGroup} group
 * @param {string} name
 * @param {readonly string[]} packages
 * @param {string} reason
 * @returns {SystemNeed}
 */
function command(group, name, packages, reason) {
  return { group, command: name, packages, reason };
}
