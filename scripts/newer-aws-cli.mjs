// An AWS CLI that has `ec2-instance-connect ssh` and `open-tunnel` (2.12 and newer), for the sandbox's tests. Debian 12's
// is 2.9.19 and Python there too old for Debian 13's: that one gets a folder of its own, with all that it needs, and runs
// in a chroot. Nothing is installed.
import fs from 'node:fs';
import path from 'node:path';
import { runAsCommand } from './command.mjs';
import { userCacheDir } from './paths.mjs';
import { run } from './run-process.mjs';

const RELEASE = 'trixie';
/** `aws ec2-instance-connect ssh` starts `ssh`, and that a shell with the CLI again. */
const PACKAGES = ['awscli', 'openssh-client', 'dash'];
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const ASK_LIMIT_MS = 60_000;
const FETCH_LIMIT_MS = 300_000;

/** The test needs a chroot and port 443: root on Linux. */
export function canRunNewerAwsCli() {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/**
 * The folder to run it in: `/` where this system's own is new enough, else one made once a user. Throws with what to do
 * when there is no such CLI to be had.
 */
export async function newerAwsCli() {
  const root = path.join(userCacheDir(), ['aws-cli', RELEASE, process.arch, ...PACKAGES.slice(1)].join('-'));
  if (fs.existsSync(root)) return root;
  if (await systemHasIt()) return '/';
  await makeRoot(root);
  return root;
}

async function systemHasIt() {
  const env = { ...process.env, PATH: '/usr/local/bin:/usr/bin:/bin' };
  const { output } = await run('sh', ['-c', 'aws --version || true'], {
    limitMs: ASK_LIMIT_MS,
    output: 'collect',
    env,
  });
  const [, major = '0', minor = '0'] = /^aws-cli\/(\d+)\.(\d+)\./m.exec(output) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 12);
}

/** @param {string} root */
async function makeRoot(root) {
  process.stderr.write("unpacking Debian 13's AWS CLI for tests of the sandbox (once a user, 50 MB)\n");
  fs.mkdirSync(path.dirname(root), { recursive: true });
  const work = fs.mkdtempSync(`${root}.tmp-`);
  try {
    const fresh = path.join(work, 'root');
    await download(work);
    makeFolders(fresh);
    await unpack(path.join(work, 'archives'), fresh);
    // Two processes do no harm: one of them is first.
    if (!fs.existsSync(root)) fs.renameSync(fresh, root);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/**
 * By apt, which checks Debian's signatures, with an empty list of what is installed and every file of its own.
 * @param {string} work
 */
async function download(work) {
  const mirror = await debianMirror();
  const sources = path.join(work, 'sources.list');
  fs.writeFileSync(sources, `deb [signed-by=${KEYRING}] ${mirror} ${RELEASE} main\n`);
  for (const folder of ['lists/partial', 'archives/partial', 'state'])
    fs.mkdirSync(path.join(work, folder), { recursive: true });
  fs.writeFileSync(path.join(work, 'state', 'status'), '');
  const config = path.join(work, 'apt.conf');
  const settings = {
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'Dir::State': path.join(work, 'state'),
    'Dir::State::Lists': path.join(work, 'lists'),
    'Dir::State::Status': path.join(work, 'state', 'status'),
    'Dir::Cache': work,
    'Dir::Cache::Archives': path.join(work, 'archives'),
    'APT::Install-Recommends': 'false',
    // Who downloads may not look into a cache of root's.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  fs.writeFileSync(
    config,
    Object.entries(settings)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(''),
  );
  await apt(config, ['update', '-q']);
  await apt(config, ['install', '-q', '-y', '--download-only', ...PACKAGES]);
}

/** The one that this system takes Debian's packages from. */
async function debianMirror() {
  const query = [
    'indextargets',
    '--format',
    '$(REPO_URI) $(CODENAME)',
    'Created-By: Packages',
    'Origin: Debian',
  ];
  const { output } = await run('apt-get', query, { limitMs: ASK_LIMIT_MS, output: 'collect' });
  // Those for updates and security have a hyphen in their names.
  const found = output.split('\n').find((line) => /^\S+ [a-z]+$/.test(line));
  if (found === undefined || !fs.existsSync(KEYRING))
    throw new Error(
      'The sandbox is tested with AWS CLI 2.12 or newer, and here it cannot come from Debian: install one in /usr/local.',
    );
  return found.split(' ')[0] ?? '';
}

/**
 * @param {string} config
 * @param {readonly string[]} args
 */
async function apt(config, args) {
  await mustRun('apt-get', args, { ...process.env, APT_CONFIG: config, DEBIAN_FRONTEND: 'noninteractive' });
}

/**
 * What no package brings: the links of a merged /usr, a user, and places where the test mounts.
 * @param {string} root
 */
function makeFolders(root) {
  // Without a trust store of the system the CLI opens no tunnel, whatever SSL_CERT_FILE says; an empty one will do.
  for (const folder of ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'etc/ssl/certs', 'dev', 'tmp', 'root'])
    fs.mkdirSync(path.join(root, folder), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) fs.symlinkSync(`usr/${name}`, path.join(root, name));
  fs.writeFileSync(path.join(root, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  fs.writeFileSync(path.join(root, 'etc', 'hosts'), '');
}

/**
 * Files only: no package's script runs.
 * @param {string} archives
 * @param {string} root
 */
async function unpack(archives, root) {
  const leaveOut = ['./usr/share/doc', './usr/share/man', './usr/share/locale', '*/awscli/examples'];
  const script =
    'set -eo pipefail; root=$1; archives=$2; shift 2; for file in "$archives"/*.deb; do ' +
    'dpkg --fsys-tarfile "$file" | tar -xC "$root" --keep-directory-symlink "$@"; done';
  await mustRun('bash', ['-c', script, 'unpack', root, archives, ...leaveOut.map((it) => `--exclude=${it}`)]);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function mustRun(command, args, env = process.env) {
  const { code, timedOut, output } = await run(command, args, {
    limitMs: FETCH_LIMIT_MS,
    output: 'collect',
    env,
  });
  if (timedOut) throw new Error(`${command} took longer than ${FETCH_LIMIT_MS / 1000} s`);
  if (code !== 0)
    throw new Error(`${command} ${args[0]} failed with exit code ${code}:\n${output.slice(-2000)}`);
}

runAsCommand(import.meta.url, async () => {
  process.stdout.write(`${await newerAwsCli()}\n`);
});
