// The lint rules of our own: names of files, and no synchronous calls where they would stop the whole app.
import path from 'node:path';

const SAYS_NOTHING = new Set([
  'index',
  'utils',
  'util',
  'types',
  'helpers',
  'helper',
  'constants',
  'common',
  'misc',
]);
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * What of ESLint's interface the rules use: oxlint brings no types for it.
 * @typedef {{ filename: string, report(problem: { node: object, message: string }): void }} RuleContext
 * @typedef {{ type: string, name?: string, property?: { name?: string } }} Callee
 */

/** Files are kebab-case and named after the one concept they hold. */
const fileName = {
  create(/** @type {RuleContext} */ context) {
    return {
      Program(/** @type {object} */ node) {
        const [name = ''] = path.basename(context.filename).split('.');
        if (SAYS_NOTHING.has(name)) {
          const message = `"${name}" names no concept: name the file after the one thing in it, and split it if there are several.`;
          context.report({ node, message });
        } else if (!KEBAB_CASE.test(name)) {
          context.report({ node, message: `Rename the file to kebab-case: "${name}".` });
        }
      },
    };
  },
};

/** A call that stops the process until it is done. */
const noSyncCalls = {
  create(/** @type {RuleContext} */ context) {
    return {
      CallExpression(/** @type {{ callee: Callee }} */ node) {
        const { callee } = node;
        const name = callee.type === 'MemberExpression' ? callee.property?.name : callee.name;
        if (!name?.endsWith('Sync')) return;
        const message =
          'A synchronous call stops every window, tunnel and terminal: use the asynchronous one.';
        context.report({ node, message });
      },
    };
  },
};

export default {
  meta: { name: 'sallyport' },
  rules: { 'file-name': fileName, 'no-sync-calls': noSyncCalls },
};
