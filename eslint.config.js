import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Imports that would couple one environment of the house to another (CONTRIBUTING.md, "Boundaries"). */
const forbid = (regex, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex, message }] }],
  'no-restricted-syntax': [
    'error',
    { selector: "ImportExpression > Literal[value='electron']", message: 'This folder never loads electron.' },
  ],
});

export default ts.config(
  {
    ignores: [
      'out',
      'node_modules',
      'resources',
      'release',
      'release-test',
      '.cache',
      'src/main/engine/kernels/assembly',
      'test/fixtures',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [...ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Indexed access is unchecked (typed arrays everywhere), so this rule would forbid honest checks of `list[0]`.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Properties of a component are destructured together; one that is bound makes all of them `let`.
      'prefer-const': ['error', { destructuring: 'all' }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
    },
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser, svelteConfig } },
  },
  { files: ['**/*.mjs', '**/*.js'], languageOptions: { globals: globals.node } },
  {
    files: ['src/shared/**'],
    rules: forbid(
      '^electron$|^node:|/(main|renderer|preload)/',
      'src/shared is pure: no electron, no Node, no other folder.',
    ),
  },
  {
    files: ['src/main/engine/**'],
    rules: forbid(
      '^electron$|/(renderer|preload|shell|transport|supervisor)/',
      'The engine runs in plain Node and knows neither electron nor its hosts.',
    ),
  },
  {
    files: ['src/main/policy/**', 'src/main/transport/**', 'src/main/supervisor/**', 'src/main/cli/**'],
    rules: forbid(
      '^electron$|/renderer/',
      'Testable without Electron: electron stays in src/main/index.ts and shell/.',
    ),
  },
  {
    files: ['src/renderer/**'],
    rules: forbid('^electron$|^node:|/(main|preload)/', 'The window talks to the engine through src/shared only.'),
  },
  {
    // Numerics draw from `random(stream)` and take no time of day: same seed, same bytes.
    files: ['src/main/engine/{kernels,models,training,evaluation,datasets}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Use random(stream).' }],
    },
  },
);
