// ESLint: what the compiler cannot see. Import boundaries between folders are in dependency-cruiser.cjs.
import path from 'node:path';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { fileNameRule } from './file-name-rule.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const TESTS = ['**/*.test.{ts,tsx,mjs}'];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'Export by name: one concept keeps one name in every file.',
};
const noSyncCalls = {
  selector:
    'CallExpression > :matches(Identifier.callee[name=/Sync$/], MemberExpression.callee[property.name=/Sync$/])',
  message: 'A synchronous call stops every window, tunnel and terminal: use the asynchronous one.',
};
const noRawIpc = {
  name: 'electron',
  importNames: ['ipcMain', 'ipcRenderer'],
  message:
    'Raw IPC lives in electron/ipc and electron/preload.ts: add the call or event to shared/contract.ts.',
};

/** Plain mistakes that ESLint itself knows and TypeScript lets pass. */
const mistakes = Object.fromEntries(
  [
    'no-async-promise-executor',
    'no-case-declarations',
    'no-cond-assign',
    'no-control-regex',
    'no-empty',
    'no-fallthrough',
    'no-self-assign',
    'no-unsafe-finally',
    'no-useless-catch',
    'no-useless-escape',
  ].map((rule) => [rule, 'error']),
);

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', '.cache/', 'test-results/', 'scripts/default-app/'] },
  {
    files: ['**/*.{ts,tsx,mjs,cjs}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { sallyport: { rules: { 'file-name': fileNameRule } } },
    rules: {
      'sallyport/file-name': 'error',
      'max-lines': ['error', { max: 250 }],
      'no-restricted-syntax': ['error', noDefaultExport],
      'no-restricted-imports': ['error', { paths: [noRawIpc] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      ...mistakes,
      'no-empty-pattern': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, allowDefaultCaseForExhaustiveSwitch: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A function may be async because its contract is, not because it waits for something today.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['electron/**/*.ts'],
    // graphics.ts is asked before the app is ready, when nothing runs yet that could stand still.
    ignores: [
      'electron/sandbox/**',
      'electron/cli/**',
      'electron/app/graphics.ts',
      '**/fixtures/**',
      ...TESTS,
    ],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport, noSyncCalls] },
  },
  {
    files: ['electron/ipc/**', 'electron/preload.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    // Playwright reads the names of the fixtures that a fixture uses from its first parameter; some use none.
    files: ['e2e/**/*.ts'],
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
  {
    files: TESTS,
    rules: {
      // expect(object.method) is how a spy is checked.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // JSDoc cannot say what JSON.parse returned without a cast a line; tsc checks these files all the same.
    files: ['scripts/**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Tools read their configuration from the default export.
    files: ['scripts/config/*', 'e2e/*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-undef': 'off' },
  },
);
