import tseslint from 'typescript-eslint';

/**
 * Errors only: what the compiler cannot see. Types come from tsconfig.eslint.json, one program over all sources and specs.
 * Module boundaries are checked on the Nx graph (tools/lint/boundaries.mjs), what no file may hold in tools/lint/repository.mjs.
 */
export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.jiedui/**', '**/*.d.ts', '**/*.d.mts', '**/vite.config.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { project: './tsconfig.eslint.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/ban-ts-comment': 'error',
      'no-empty': 'error',
      eqeqeq: ['error', 'smart'],
      'prefer-const': 'error',
    },
  },
  { files: ['**/*.mjs'], rules: { 'no-empty': 'error', eqeqeq: ['error', 'smart'], 'prefer-const': 'error' } },
  { files: ['**/*.spec.ts', '**/*.journey.ts'], rules: { 'no-restricted-properties': ['error', { object: 'it', property: 'only' }, { object: 'test', property: 'only' }, { object: 'describe', property: 'only' }] } },
);
