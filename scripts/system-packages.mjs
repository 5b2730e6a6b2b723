// How what the project needs from the operating system gets there on Debian and Ubuntu. Each thing is looked for
// itself (library, command), so another way of installing it is as good.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './run-process.mjs';
import { NEEDS } from './system-needs.mjs';

const APT_LIMIT_MS = 600_000;
/**
 * What packages would start.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const SERVICES = { xrdp: ['xrdp', 'xrdp-sesman'], 'openssh-server': ['ssh.service', 'ssh.socket'] };

/** @typedef {import('./system-needs.mjs').SystemGroup} SystemGroup */
/** @typedef {import('./system-needs.mjs').SystemNeed} SystemNeed */

/**
 * The sandbox's Windows desktop runs for root on Linux only: elsewhere nothing is installed for it.
 * @returns {SystemGroup[]}
 */
export function desktopGroup() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['desktop'] : [];
}

/**
 * OpenSSH's server comes with a service: only where we can keep that from starting is it installed. Elsewhere the
 * sandbox's own SSH server answers.
 * @returns {SystemGroup[]}
 */
export function sshGroup() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['ssh'] : [];
}

/**
 * What unit and engine tests start.
 * @returns {SystemGroup[]}
 */
export function testGroups() {
  return ['tests', ...desktopGroup(), ...sshGroup()];
}

/**
 * Installs what is missing, or throws with the one line to run. Does nothing off Linux.
 * @param {readonly SystemGroup[]} groups
 */
export async function ensureSystemPackages(groups) {
  if (process.platform !== 'linux' || groups.length === 0) return;
  const missing = missingOf(groups);
  if (missing.length === 0) return;
  if (!findCommand('apt-get')) throw new Error(`missing on this system:\n${describe(missing)}`);
  if (process.getuid?.() !== 0)
    throw new Error(`${describe(missing)}\nInstall them with:\n  ${await sudoLine(missing)}`);
  await aptInstall(missing);
  const stillMissing = missingOf(groups);
  if (stillMissing.length > 0) throw new Error(`still missing after apt-get:\n${describe(stillMissing)}`);
}

/** @param {readonly SystemGroup[]} groups */
function missingOf(groups) {
  const libraries = installedLibraries();
  return NEEDS.filter(({ group, library, command: name }) => {
    if (!groups.includes(group)) return false;
    return library ? !libraries.has(library) : !findCommand(name ?? '');
  });
}

/** @param {readonly SystemNeed[]} missing */
async function aptInstall(missing) {
  await aptGet(['update', '-q']);
  const names = await packageNames(missing);
  process.stderr.write(`installing system packages: ${names.join(' ')}\n`);
  const install = () => aptGet(['install', '-y', '-q', '--no-install-recommends', ...names]);
  const services = names.flatMap((name) => SERVICES[name] ?? []);
  if (services.length > 0) await withoutServices(services, install);
  else await install();
}

/**
 * Debian starts what it installs. Nobody has asked for a remote desktop or an SSH server on this computer: only their
 * programs are needed, so their services are kept from starting, now and at the next boot.
 * @param {readonly string[]} services
 * @param {() => Promise<void>} install
 */
async function withoutServices(services, install) {
  if (!fs.existsSync('/run/systemd/system')) return install();
  const systemctl = (/** @type {string} */ action) =>
    run('systemctl', [action, ...services], { limitMs: 30_000, output: 'collect' });
  await systemctl('mask');
  try {
    await install();
  } finally {
    await systemctl('unmask');
    await systemctl('disable');
  }
}

/** @param {readonly string[]} args */
async function aptGet(args) {
  // In the runlevel for repairs Debian starts no services, where there is no systemd.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const { code, timedOut, output } = await run('apt-get', args, {
    limitMs: APT_LIMIT_MS,
    output: 'collect',
    env,
  });
  if (timedOut) throw new Error(`apt-get ${args[0]} took longer than ${APT_LIMIT_MS / 1000} s`);
  if (code !== 0)
    throw new Error(`apt-get ${args.join(' ')} failed with exit code ${code}:\n${output.slice(-3000)}`);
}

/**
 * Ubuntu renamed some libraries (t64); take the name that this release has an installable version of.
 * @param {SystemNeed} need
 */
async function knownPackage({ packages }) {
  for (const name of packages) {
    const { output } = await run('apt-cache', ['policy', name], { limitMs: 30_000, output: 'collect' });
    if (/Candidate: (?!\(none\))/.test(output)) return name;
  }
  return packages[0] ?? '';
}

/** @param {readonly SystemNeed[]} missing */
async function packageNames(missing) {
  /** @type {string[]} */
  const names = [];
  for (const need of missing) names.push(await knownPackage(need));
  return names;
}

/**
 * What `aptInstall` does, to be typed: a new system has no package lists yet.
 * @param {readonly SystemNeed[]} missing
 */
async function sudoLine(missing) {
  const names = await packageNames(missing);
  return `sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}'`;
}

/** @param {readonly SystemNeed[]} missing */
function describe(missing) {
  return missing.map((need) => `  ${need.library ?? need.command}: ${need.reason}`).join('\n');
}

/** Sonames in the directories the loader searches; `ldconfig -p` would need its cache to be fresh. */
function installedLibraries() {
  /** @type {Set<string>} */
  const names = new Set();
  const triplet = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  const extra = (process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter(Boolean);
  for (const dir of [
    `/lib/${triplet}`,
    `/usr/lib/${triplet}`,
    '/lib64',
    '/usr/lib64',
    '/lib',
    '/usr/lib',
    ...extra,
  ]) {
    if (!fs.existsSync(dir)) continue;
    for (const name of fs.readdirSync(dir)) names.add(name);
  }
  return names;
}

/** @param {string} name */
function findCommand(name) {
  const dirs = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return dirs.find((dir) => dir !== '' && fs.existsSync(path.join(dir, name)));
}
