// Who may import whom: design section 5, as rules. Each folder has a list of what it may import; all else is an error.
/** Tests and what only they use. */
const ANY_TEST = '(\\.test\\.tsx?$|/fixtures/)';
const npm = (/** @type {string[]} */ ...names) => names.map((name) => `^node_modules/${name}/`);
const engine = (/** @type {string[]} */ ...names) => names.map((name) => `^electron/${name}/`);

const SHARED = '^shared/';
const PROXIES = npm('http-proxy-agent', 'https-proxy-agent');
// What comes from a wire or a disk is checked with zod at the edge that reads it.
const ZOD = npm('zod');
const AWS_SDK = npm('@aws-sdk/[^/]+', '@smithy/[^/]+', '@aws-crypto/[^/]+');
const ROUTE_PARTS = ['ssm', 'eic', 'ssh', 'rdp', 'tunnel', 'terminal'];
const ENGINE = ['base', 'aws', ...ROUTE_PARTS, 'connection', 'library'];
const UI_LIBRARIES = npm(
  'react',
  'react-dom',
  '@types/react',
  '@types/react-dom',
  'zustand',
  '@xterm/[^/]+',
  '@tanstack/[^/]+',
  'lucide-react',
  '@fontsource-variable/[^/]+',
);
const SSM_CODECS = '^electron/ssm/(acknowledge-frame|client-message|payloads|smux-frame)\\.ts$';
const APP_SIDE = [
  ...engine('app', 'ipc', 'private-socket', 'files', ...ENGINE),
  SHARED,
  ...npm('electron', 'zod'),
];

/** @type {{ from: string, may: string[], node: boolean, hint: string }[]} */
const FOLDERS = [
  {
    from: '^shared/',
    may: [SHARED, ...npm('zod')],
    node: false,
    hint: 'shared/ is types and zod only, so that both sides can use it: move what needs more into electron/ or renderer/.',
  },
  {
    from: '^renderer/',
    may: ['^renderer/', SHARED, ...UI_LIBRARIES],
    node: false,
    hint: 'The window sees only shared/ and UI libraries: add a call to shared/contract.ts and do the work in electron/.',
  },
  {
    from: '^electron/base/',
    may: [
      ...engine('base'),
      ...npm('ws', '@types/ws'),
      ...PROXIES,
      ...ZOD,
      '^shared/(app-error|connection|ids|route)\\.ts$',
    ],
    node: true,
    hint: 'base/ is the floor: Node, ws, proxies, zod, shared/app-error, connection, ids and route only. What knows more belongs to the folder that knows it.',
  },
  ...ROUTE_PARTS.map((name) => ({
    from: `^electron/${name}/`,
    may: [
      ...engine(name, 'base'),
      SHARED,
      ...ZOD,
      ...(name === 'ssh' || name === 'rdp' ? npm('ssh2', '@types/ssh2') : []),
    ],
    node: true,
    hint: `${name}/ may import base/ and shared/: it is handed a Dial or values and fetches nothing. Pass what it needs in from connection/.`,
  })),
  {
    from: '^electron/aws/',
    may: [...engine('aws', 'base'), SHARED, ...AWS_SDK, ...ZOD],
    node: true,
    hint: 'aws/ may import base/, shared/ and the AWS SDK; the way to the network comes from base/network.',
  },
  {
    from: '^electron/connection/',
    may: [...engine('connection', 'aws', 'ssm', 'eic', 'ssh', 'rdp', 'tunnel', 'base'), SHARED, ...ZOD],
    node: true,
    hint: 'connection/ joins aws, ssm, eic, ssh, rdp, tunnel, base and shared; terminals and the library are above it.',
  },
  {
    from: '^electron/private-socket/',
    may: [...engine('private-socket', 'base'), SHARED, ...ZOD],
    node: true,
    hint: 'private-socket/ carries paths between the app and the command line: base/, shared/ and zod; what is asked of it is handed in.',
  },
  {
    from: '^electron/files/',
    may: [...engine('files', 'base'), SHARED, ...ZOD],
    node: true,
    hint: 'files/ moves files over what it is handed (remote-files.ts): base/ and shared/ only; SSH stays behind that interface.',
  },
  {
    from: '^electron/library/',
    may: [...engine('library', 'base'), SHARED, ...ZOD],
    node: true,
    hint: 'library/ may import base/ and shared/; only secrets.ts may import Electron.',
  },
  {
    from: '^electron/(app|ipc)/',
    may: APP_SIDE,
    node: true,
    hint: 'app/ and ipc/ may import Electron and the engine; the sandbox and the command line are joined in main.ts only.',
  },
  {
    from: '^electron/preload\\.ts$',
    may: ['^electron/ipc/channels\\.ts$', SHARED, ...npm('electron')],
    node: false,
    hint: 'The preload has no logic: Electron, the contract in shared/ and the channel names.',
  },
  {
    from: '^electron/main\\.ts$',
    may: [...APP_SIDE, ...engine('sandbox')],
    node: true,
    hint: 'main.ts builds the app from its parts and imports nothing but them.',
  },
  {
    from: '^electron/sandbox/',
    may: [
      ...engine('sandbox', 'base'),
      SHARED,
      SSM_CODECS,
      ...npm('ws', '@types/ws', 'ssh2', '@types/ssh2', '@lydell/node-pty', 'fast-xml-builder', 'zod'),
      ...npm('@smithy/[^/]+', '@aws-crypto/[^/]+'),
    ],
    node: true,
    hint: 'The sandbox shares with the engine only base/, shared/ and the SSM codecs: what it tests must not test itself.',
  },
  {
    from: '^electron/cli/',
    may: [
      ...engine(
        'cli',
        'aws',
        'connection',
        'ssm',
        'ssh',
        'rdp',
        'tunnel',
        'base',
        'library',
        'private-socket',
      ),
      '^electron/files/(file-name|more-sessions|read-in-parallel|remote-files)\\.ts$',
      SHARED,
      ...ZOD,
      '^package\\.json$',
    ],
    node: true,
    hint: 'The command line may import the engine, library, private-socket and shared: it runs in plain Node.',
  },
];

const ELECTRON_SIDE = '^electron/(app/|ipc/|main\\.ts$|preload\\.ts$|library/secrets\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...FOLDERS.map(({ from, may, node, hint }) => ({
      name: `imports-of ${from.replace(/[\^$\\]/g, '')}`,
      comment: hint,
      severity: 'error',
      from: { path: from, pathNot: [ANY_TEST, '^electron/library/secrets\\.ts$'] },
      to: { couldNotResolve: false, pathNot: may, ...(node ? { dependencyTypesNot: ['core'] } : {}) },
    })),
    {
      name: 'imports-of electron/library/secrets.ts',
      comment: 'secrets.ts may import Electron (safeStorage) besides what library/ may.',
      severity: 'error',
      from: { path: '^electron/library/secrets\\.ts$' },
      to: {
        pathNot: [...engine('library', 'base'), SHARED, ...ZOD, ...npm('electron')],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'electron-only-at-the-edge',
      comment:
        'Only app/, ipc/, main.ts, preload.ts and library/secrets.ts know Electron: pass a value or a function in.',
      severity: 'error',
      from: { path: '^(electron|shared|renderer)/', pathNot: ELECTRON_SIDE },
      to: { path: '^node_modules/electron/' },
    },
    {
      name: 'no-electron-in-plain-node',
      comment: 'The command line and the sandbox run in plain Node: something they import reaches Electron.',
      severity: 'error',
      from: { path: '^electron/(cli|sandbox)/main\\.ts$' },
      to: { path: '^node_modules/electron/', reachable: true },
    },
    {
      name: 'sandbox-stays-apart',
      comment:
        'Nothing but main.ts, its own folder, scripts, tests, e2e and bench imports the sandbox: talk to it over its endpoint.',
      severity: 'error',
      from: { path: '^(electron|renderer|shared)/', pathNot: ['^electron/(sandbox/|main\\.ts$)', ANY_TEST] },
      to: { path: '^electron/sandbox/' },
    },
    {
      name: 'no-cycles',
      comment:
        'A cycle is one concept in two files, or a third one missing: move the shared part into its own file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'tests-are-leaves',
      comment: 'Only tests import tests and fixtures: move what the product needs into a file of its own.',
      severity: 'error',
      from: { path: '^(electron|renderer|shared)/', pathNot: ANY_TEST },
      to: { path: ANY_TEST },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere: check the path (with its .ts) or add the package to package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'Add the package to package.json: it is here only because another one brings it.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // An Electron app of its own, to compare with.
    exclude: { path: '^bench/bare/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
