// An ESLint rule: files are kebab-case and named after the one concept they hold.
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

/** @type {import('eslint').Rule.RuleModule} */
export const fileNameRule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return {
      Program(node) {
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
